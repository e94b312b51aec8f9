import { call, sendJson } from '../../calling/index.ts';
import type { Api, Subscription, Subscriptions } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { googleApi } from '../../google/api.ts';
import { objectOf, stringOf } from '../../reading/index.ts';
import { isReady, mailboxUrl, type Settings } from './settings.ts';

const KEY = 'mailbox';
const DAY = 24 * 60 * 60;

/** A watch made again replaces the one before: Gmail has one per mailbox and lists none. */
async function watch(api: Api<Settings>): Promise<Subscription> {
  const { topicName } = api.settings;
  if (topicName === undefined) throw platformErrors.apiNotConfigured({ detail: { setting: 'topicName' } });
  const answer = await sendJson(googleApi(api), 'POST', mailboxUrl(api.settings, 'watch'), { topicName });
  const expiration = Number(stringOf(objectOf(answer)['expiration']));
  return {
    key: KEY,
    remoteId: topicName,
    expiresAt: Number.isFinite(expiration) ? expiration : api.now.getTime() + 7 * DAY * 1000,
  };
}

/** `users.watch` lapses after seven days; Google asks for a renewal each day. */
export const subscriptions: Subscriptions<Settings> = {
  wanted: (settings) => (isReady(settings) && settings.topicName !== undefined ? [KEY] : []),
  find: async () => undefined,
  create: async (_key, _url, api) => watch(api),
  renew: async (_subscription, _url, api) => watch(api),
  async remove(_subscription, api) {
    await call(googleApi(api), { method: 'POST', url: mailboxUrl(api.settings, 'stop') });
  },
  renewAheadSeconds: 6 * DAY,
};
