import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const form = new URLSearchParams(textOf(request.body));
    const deliveryId = sha256(request.body);
    return { deliveryId, key: form.get('contact[id]') || form.get('deal[id]') || deliveryId };
  },
  normalize,
};
