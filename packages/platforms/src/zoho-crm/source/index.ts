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
    const deliveryId = sha256(request.body.byteLength === 0 ? request.url : request.body);
    const text = textOf(request.body);
    const id =
      /"ids"\s*:\s*\[\s*"?(\d+)/.exec(text)?.[1] ?? /(?:^|[&"])id(?:=|"\s*:\s*"?)(\d+)/.exec(text)?.[1];
    return { deliveryId, key: id ?? deliveryId };
  },
  normalize,
  access,
  fetch,
  feeds,
  history,
  subscriptions,
};
