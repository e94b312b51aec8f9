import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { header, textOf } from '../../schemes/index.ts';
import { access } from './access.ts';
import { feeds } from './feeds.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { handshake, reply, verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  handshake: (request) => handshake(request),
  verify: (request, values) => verify(request, values),
  describe(request) {
    const deliveryId =
      header(request, 'x-adobe-event-id') || header(request, 'x-adobe-delivery-id') || sha256(request.body);
    const text = textOf(request.body);
    const customer = /"customer_id"\s*:\s*"?(\d{1,20})/.exec(text)?.[1];
    const entity = /"(?:entity_id|id)"\s*:\s*"?(\d{1,20})/.exec(text)?.[1];
    const who = customer ?? entity;
    return { deliveryId, key: who === undefined ? deliveryId : `customer/${who}` };
  },
  reply: (request) => reply(request),
  normalize,
  access,
  fetch,
  feeds,
  history,
};
