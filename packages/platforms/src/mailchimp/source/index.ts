import type { Source } from '../../contract.ts';
import { normalizeEmail, sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { handshake, verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  handshake: (request, values) => handshake(request, values),
  verify: (request, values) => verify(request, values),
  describe(request) {
    const form = new URLSearchParams(textOf(request.body));
    const deliveryId = sha256(request.body);
    return { deliveryId, key: normalizeEmail(form.get('data[email]') ?? '') ?? deliveryId };
  },
  normalize,
};
