import type { Source } from '../../contract.ts';
import { sha256 } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { access } from './access.ts';
import { feeds } from './feeds.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { subscriptions } from './subscriptions.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const text = textOf(request.body);
    // Copper gives a notification no id of its own.
    const deliveryId = sha256(request.body);
    const type = /"type"\s*:\s*"(\w{1,40})"/.exec(text)?.[1];
    const id = /"ids"\s*:\s*\[\s*(\d{1,20})/.exec(text)?.[1];
    return { deliveryId, key: type === undefined || id === undefined ? deliveryId : `${type}/${id}` };
  },
  normalize,
  access,
  fetch,
  subscriptions,
  feeds,
  history,
};
