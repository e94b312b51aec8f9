import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { access } from './admin.ts';
import { feeds } from './feeds.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { shopifyHeader, verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const deliveryId =
      shopifyHeader(request, 'event-id') ?? shopifyHeader(request, 'webhook-id') ?? sha256(request.body);
    // The first id in the body is the object's: found without parsing a large order.
    const id = /"(?:customer_)?id":\s*(\d+)/.exec(Buffer.from(request.body).toString('latin1', 0, 200))?.[1];
    return {
      deliveryId,
      key: id === undefined ? deliveryId : `${shopifyHeader(request, 'shop-domain')}/${id}`,
    };
  },
  normalize,
  access,
  fetch,
  feeds,
  history,
};
