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
    const body = jsonObjectOf(request.body);
    const data = objectOf(body['data']);
    const deliveryId = sha256(request.body);
    const conversation =
      stringOf(data['conversationId']) ??
      (body['type'] === 'new_conversation' ? stringOf(data['id']) : undefined);
    return { deliveryId, key: conversation ?? stringOf(data['endUserId']) ?? deliveryId };
  },
  normalize,
  access,
  fetch,
  history,
};
