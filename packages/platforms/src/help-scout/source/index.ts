import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { header, textOf } from '../../schemes/index.ts';
import { access, fetch } from './api.ts';
import { feeds, history } from './feeds.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    // Help Scout gives deliveries no id.
    const deliveryId = sha256(request.body);
    // The first id in the body is the object's.
    const id = /"id"\s*:\s*(\d{1,20})/.exec(textOf(request.body.subarray(0, 400)))?.[1];
    const type = (header(request, 'x-helpscout-event') ?? '').split('.')[0];
    return { deliveryId, key: id === undefined ? deliveryId : `${type}/${id}` };
  },
  normalize,
  access,
  fetch,
  feeds,
  history,
};
