import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { fetch, history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

const field = (text: string, name: string): string | undefined =>
  new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{1,100})"`).exec(text)?.[1];

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const text = textOf(request.body);
    const deliveryId = field(text, 'event_id') ?? sha256(request.body);
    return { deliveryId, key: field(text, 'token') ?? deliveryId };
  },
  normalize,
  access: ({ apiToken }) =>
    apiToken === undefined
      ? undefined
      : { type: 'headers', headers: { authorization: `Bearer ${apiToken}` } },
  fetch,
  history,
};
