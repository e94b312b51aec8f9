import type { Source } from '../../contract.ts';
import { googleAccess } from '../../google/access.ts';
import { sha256 } from '../../reading/index.ts';
import { feeds } from './feeds.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { tryNotification } from './notification.ts';
import { settings, type Settings } from './settings.ts';
import { subscriptions } from './subscriptions.ts';
import { GOOGLE, verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  verify,
  describe(request) {
    const told = tryNotification(request.body);
    const deliveryId = told?.messageId ?? sha256(request.body);
    return { deliveryId, key: told?.emailAddress ?? deliveryId };
  },
  normalize,
  keySets: (given): Record<string, string> =>
    given.audience === undefined ? {} : { [GOOGLE]: given.keysUrl },
  access: googleAccess,
  fetch,
  subscriptions,
  feeds,
  history,
};
