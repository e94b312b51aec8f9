import type { Source } from '../../../../packages/platforms/src/contract.ts';
import { objectOf, sha256, stringOf } from '../../../../packages/platforms/src/reading/index.ts';
import { jsonObjectOf } from '../../../../packages/platforms/src/schemes/index.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify,
  describe(request) {
    const deliveryId = sha256(request.body);
    const data = objectOf(jsonObjectOf(request.body)['data']);
    return { deliveryId, key: stringOf(data['conversation_id']) ?? deliveryId };
  },
  normalize,
};
