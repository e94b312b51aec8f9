import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
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
    const deliveryId = field(text, 'messageId') ?? sha256(request.body);
    return { deliveryId, key: field(text, 'userId') ?? field(text, 'anonymousId') ?? deliveryId };
  },
  reply: () => ({
    status: 202,
    headers: { 'content-type': 'application/json' },
    body: '{"accepted":true}',
  }),
  normalize,
};
