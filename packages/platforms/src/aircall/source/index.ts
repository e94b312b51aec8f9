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
    const envelope = jsonObjectOf(request.body);
    const data = objectOf(envelope['data']);
    const deliveryId = sha256(request.body);
    const id = stringOf(data['call_id']) ?? stringOf(data['id']);
    const isCall = data['call_id'] !== undefined || envelope['resource'] === 'call';
    return {
      deliveryId,
      key:
        id === undefined ? deliveryId : `${isCall ? 'call' : (stringOf(envelope['resource']) ?? '')}/${id}`,
    };
  },
  normalize,
  access,
  fetch,
  history,
};
