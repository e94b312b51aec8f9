import type { Subscription, Subscriptions } from '../../contract.ts';
import { call, getJson, sendJson } from '../../calling/index.ts';
import { arrayOf, objectOf, required, type Json } from '../../reading/index.ts';
import { apiUrl, ready } from './access.ts';
import { RESOURCES } from './resources.ts';
import type { Settings } from './settings.ts';
import { SECRET_HEADER } from './verify.ts';

/** Each subscription is of one type and one event. */
const KEYS = Object.keys(RESOURCES).flatMap((type) =>
  ['new', 'update', 'delete'].map((event) => `${type}.${event}`),
);

const subscriptionOf = (key: string, webhook: Json): Subscription => ({
  key,
  remoteId: required(webhook['id'], 'id'),
  expiresAt: null,
});

const keyOf = (webhook: Json): string => `${String(webhook['type'])}.${String(webhook['event'])}`;

export const subscriptions: Subscriptions<Settings> = {
  // They do not lapse; somebody may have deleted one.
  renewAheadSeconds: 6 * 3600,
  wanted: (settings) => (ready(settings) ? KEYS : []),
  async find(key, url, api) {
    const found = arrayOf(await getJson(api, apiUrl(api.settings, '/webhooks')))
      .map(objectOf)
      .find(
        (webhook) =>
          webhook['target'] === url &&
          keyOf(webhook) === key &&
          // One from before the secret was changed is none of ours.
          objectOf(webhook['headers'])[SECRET_HEADER] === api.settings.secret,
      );
    return found === undefined ? undefined : subscriptionOf(key, found);
  },
  async create(key, url, api) {
    const [type, event] = key.split('.');
    const body = { target: url, type, event, headers: { [SECRET_HEADER]: api.settings.secret } };
    const made = await sendJson(api, 'POST', apiUrl(api.settings, '/webhooks'), body);
    return subscriptionOf(key, objectOf(made));
  },
  async renew(subscription, _url, api) {
    const url = apiUrl(api.settings, `/webhooks/${encodeURIComponent(subscription.remoteId)}`);
    return (await getJson(api, url)) === undefined ? undefined : subscription;
  },
  async remove({ remoteId }, api) {
    const url = apiUrl(api.settings, `/webhooks/${encodeURIComponent(remoteId)}`);
    await call(api, { method: 'DELETE', url });
  },
};
