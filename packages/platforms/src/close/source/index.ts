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

const EVENT_ID = /"id"\s*:\s*"(ev_\w{1,60})"/;
const LEAD_ID = /"lead_id"\s*:\s*"(lead_\w{1,60})"/;

export const source: Source<Settings> = {
  settings,
  verify: (request, values) => verify(request, values),
  describe(request) {
    const text = textOf(request.body);
    const deliveryId = EVENT_ID.exec(text)?.[1] ?? sha256(request.body);
    return { deliveryId, key: LEAD_ID.exec(text)?.[1] ?? deliveryId };
  },
  normalize,
  access,
  fetch,
  subscriptions,
  feeds,
  history,
};
