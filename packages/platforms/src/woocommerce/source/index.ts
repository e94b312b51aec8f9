import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { header } from '../../schemes/index.ts';
import { access } from './access.ts';
import { feeds } from './feeds.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { handshake, verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  handshake: (request) => handshake(request),
  verify: (request, values) => verify(request, values),
  describe(request) {
    const deliveryId = header(request, 'x-wc-webhook-delivery-id') || sha256(request.body);
    // The first id in the body is the object's: found without parsing a large order.
    const id = /"id":\s*(\d+)/.exec(Buffer.from(request.body).toString('latin1', 0, 200))?.[1];
    const resource = header(request, 'x-wc-webhook-resource') ?? '';
    return { deliveryId, key: id === undefined ? deliveryId : `${resource}/${id}` };
  },
  normalize,
  access,
  fetch,
  feeds,
  history,
};
