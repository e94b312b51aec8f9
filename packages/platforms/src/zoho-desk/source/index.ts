import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { access, fetch } from './api.ts';
import { feeds, history } from './feeds.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { subscriptions } from './subscriptions.ts';
import { handshake, keySets, verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  handshake: (request, values) => handshake(request, values),
  verify: (request, values, now) => verify(request, values, now),
  keySets,
  describe(request) {
    // Zoho gives deliveries no id.
    const deliveryId = sha256(request.body);
    const ticket = /"ticketId"\s*:\s*"(\d{1,25})"/.exec(textOf(request.body))?.[1];
    return { deliveryId, key: ticket === undefined ? deliveryId : `ticket/${ticket}` };
  },
  normalize,
  access,
  fetch,
  subscriptions,
  feeds,
  history,
};
