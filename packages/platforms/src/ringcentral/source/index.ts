import type { Source } from '../../contract.ts';
import { objectOf, sha256, stringOf } from '../../reading/index.ts';
import { jsonObjectOf } from '../../schemes/index.ts';
import { access } from './access.ts';
import { feeds } from './feeds.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { subscriptions } from './subscriptions.ts';
import { handshake, verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  handshake: (request) => handshake(request),
  verify: (request, values) => verify(request, values),
  describe(request) {
    const content = jsonObjectOf(request.body);
    const push = objectOf(content['pn_apns']);
    const body = objectOf(content['body'] ?? push['body']);
    const deliveryId = stringOf(content['uuid']) ?? sha256(request.body);
    const key =
      stringOf(body['sessionId']) ?? stringOf(body['conversationId']) ?? stringOf(body['extensionId']);
    return { deliveryId, key: key ?? deliveryId };
  },
  normalize,
  access,
  fetch,
  subscriptions,
  feeds,
  history,
};
