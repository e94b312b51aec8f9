import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { access } from './access.ts';
import { feeds } from './feeds.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

const field = (text: string, name: string): string | undefined =>
  new RegExp(`"${name}"\\s*:\\s*"([^"\\\\]{1,200})"`).exec(text)?.[1];

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const text = textOf(request.body);
    const deliveryId = field(text, 'event_id') ?? sha256(request.body);
    const who = field(text, 'customer_id') ?? field(text, 'order_id') ?? field(text, 'id');
    return { deliveryId, key: who === undefined ? deliveryId : `${field(text, 'merchant_id') ?? ''}/${who}` };
  },
  normalize,
  access,
  fetch,
  feeds,
  history,
};
