import type { Source } from '../../contract.ts';
import { objectOf, sha256, stringOf } from '../../reading/index.ts';
import { jsonObjectOf } from '../../schemes/index.ts';
import { access } from './access.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const payload = objectOf(jsonObjectOf(request.body)['payload']);
    const deliveryId = sha256(request.body);
    const chat = stringOf(payload['chat_id']) ?? stringOf(objectOf(payload['chat'])['id']);
    return { deliveryId, key: chat ?? deliveryId };
  },
  normalize,
  access,
  fetch,
  history,
};
