import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { access } from './access.ts';
import { feeds } from './feeds.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { triggerOf } from './trigger.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const { module } = triggerOf(request);
    // A workflow gives its call no id.
    const deliveryId = sha256(Buffer.concat([Buffer.from(`${module ?? ''}/`), request.body]));
    const id = /"(?:\w+_)?id"\s*:\s*"?(\d{1,25})/.exec(textOf(request.body))?.[1];
    return { deliveryId, key: module === undefined || id === undefined ? deliveryId : `${module}/${id}` };
  },
  normalize,
  access,
  fetch,
  feeds,
  history,
};
