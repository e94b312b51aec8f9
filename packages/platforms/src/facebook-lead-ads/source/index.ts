import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { access } from './access.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { subscriptions } from './subscriptions.ts';
import { handshake, verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  handshake: (request, values) => handshake(request, values),
  verify: (request, values) => verify(request, values),
  describe(request) {
    const deliveryId = sha256(request.body);
    const lead = /"leadgen_id"\s*:\s*"?(\d{1,40})/.exec(textOf(request.body))?.[1];
    return { deliveryId, key: lead ?? deliveryId };
  },
  normalize,
  access,
  fetch,
  subscriptions,
  history,
};
