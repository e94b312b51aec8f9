import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { header } from '../../schemes/index.ts';
import { access } from './access.ts';
import { contextOf } from './context.ts';
import { feeds } from './feeds.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify,
  describe(request) {
    const deliveryId = sha256(request.body);
    try {
      const { entity, id, operation } = contextOf(request.body);
      return { deliveryId: operation || deliveryId, key: `${entity}/${id}` };
    } catch {
      return { deliveryId: header(request, 'x-ms-correlation-request-id') || deliveryId, key: deliveryId };
    }
  },
  normalize,
  access,
  fetch,
  feeds,
  history,
};
