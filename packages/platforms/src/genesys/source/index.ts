import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { jsonObjectOf } from '../../schemes/index.ts';
import { access } from './access.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { conversationIdOf, notificationOf } from './notification.ts';
import { settings, type Settings } from './settings.ts';
import { stream } from './stream.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const deliveryId = sha256(request.body);
    const key = conversationIdOf(notificationOf(jsonObjectOf(request.body)));
    return { deliveryId, key: key ?? deliveryId };
  },
  normalize,
  access,
  fetch,
  history,
  stream,
};
