import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { access, fetch } from './api.ts';
import { feeds, history } from './feeds.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { handshake, verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  handshake,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const text = textOf(request.body);
    const deliveryId = /"id"\s*:\s*"(notif_[\w-]{1,60})"/.exec(text)?.[1] ?? sha256(request.body);
    // The first id of the item: the conversation's, the ticket's, the contact's.
    const key = /"item"\s*:\s*\{[^{}]{0,200}?"(?:conversation_)?id"\s*:\s*"([^"]{1,60})"/.exec(text)?.[1];
    return { deliveryId, key: key ?? deliveryId };
  },
  normalize,
  access,
  fetch,
  feeds,
  history,
};
