import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
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
    const trigger = triggerOf(request);
    // 8x8 gives no id: the same trigger of the same object is one delivery to whoever traces it.
    const deliveryId = sha256(`${trigger.object}/${trigger.objectId}/${trigger.change}`);
    return { deliveryId, key: trigger.parameters['AccountID'] ?? deliveryId };
  },
  normalize,
  fetch,
  history,
};
