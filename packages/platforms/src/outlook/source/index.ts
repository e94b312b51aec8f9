import type { Source } from '../../contract.ts';
import { access } from '../../microsoft/access.ts';
import { handshake } from '../../microsoft/handshake.ts';
import { describe } from '../../microsoft/notification.ts';
import { keySets } from '../../microsoft/tokens.ts';
import { feeds } from './feeds.ts';
import { fetch } from './fetch.ts';
import { history } from './history.ts';
import { normalize } from './normalize.ts';
import { settings, type Settings } from './settings.ts';
import { subscriptions } from './subscriptions.ts';
import { verify } from './verify.ts';

export const source: Source<Settings> = {
  settings,
  handshake,
  verify,
  describe: (request) => describe(request.body),
  // Graph wants an answer within 3 s, and takes 202 for kept: change-notifications-delivery-webhooks.
  reply: () => ({ status: 202 }),
  normalize,
  keySets,
  access,
  fetch,
  subscriptions,
  feeds,
  history,
};
