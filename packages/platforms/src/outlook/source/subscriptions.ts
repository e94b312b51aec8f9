import { IMMUTABLE_IDS } from '../../microsoft/graph.ts';
import { createSubscriptions } from '../../microsoft/subscriptions.ts';
import { folderKeys, resourceOf, withFolder } from './folders.ts';
import type { Settings } from './settings.ts';

/** Updates are left out: mail does not change, but Graph tells of each time somebody reads or flags it. */
export const subscriptions = createSubscriptions<Settings>({
  keys: folderKeys,
  resourceOf,
  urlOf: withFolder,
  changeType: 'created,deleted',
  prefer: IMMUTABLE_IDS,
});
