import type { Api, Subscription, Subscriptions } from '../../contract.ts';
import { call, getJson, sendJson } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, required, stringOf, type Json } from '../../reading/index.ts';
import { patient } from './limits.ts';
import { hasApi, type Settings } from './settings.ts';

const urlOf = (api: Api<Settings>, id = ''): string =>
  `${api.settings.apiUrl.replace(/\/$/, '')}/v1/webhooks${id === '' ? '' : `/${encodeURIComponent(id)}`}`;

const isActive = (webhook: Json): boolean => webhook['is_active'] === 1 || webhook['is_active'] === true;

async function webhooks(api: Api<Settings>): Promise<ReadonlyArray<Json>> {
  const answer = await getJson(patient(api), urlOf(api));
  if (answer === undefined) throw platformErrors.apiRefused({ detail: { status: 404, path: 'webhooks' } });
  return arrayOf(objectOf(answer)['data']).map(objectOf).filter(isActive);
}

/**
 * One webhook of version 2 for each kind of object: https://developers.pipedrive.com/docs/api/v1/Webhooks. They do not lapse, but
 * Pipedrive deletes those that had no success for three days, so that they are looked after.
 */
export const subscriptions: Subscriptions<Settings> = {
  wanted: (settings) => (hasApi(settings) ? settings.objects : []),
  async find(key, url, api): Promise<Subscription | undefined> {
    const found = (await webhooks(api)).find(
      (one) =>
        one['subscription_url'] === url &&
        one['event_object'] === key &&
        one['event_action'] === '*' &&
        stringOf(one['version']) === '2.0' &&
        stringOf(one['http_auth_user']) === api.settings.username,
    );
    const id = stringOf(found?.['id']);
    return id === undefined ? undefined : { key, remoteId: id, expiresAt: null };
  },
  async create(key, url, api) {
    const { username, password } = api.settings;
    const answer = await sendJson(patient(api), 'POST', urlOf(api), {
      subscription_url: url,
      event_action: '*',
      event_object: key,
      name: `Throughline: ${key}`,
      version: '2.0',
      http_auth_user: username,
      http_auth_password: password,
    });
    const id = required(objectOf(objectOf(answer)['data'])['id'], 'data.id');
    return { key, remoteId: id, expiresAt: null };
  },
  async renew(subscription, _url, api) {
    const exists = (await webhooks(api)).some((one) => stringOf(one['id']) === subscription.remoteId);
    return exists ? subscription : undefined;
  },
  async remove({ remoteId }, api) {
    await call(patient(api), {
      method: 'DELETE',
      url: urlOf(api, remoteId),
      headers: { accept: 'application/json' },
    });
  },
  renewAheadSeconds: 6 * 60 * 60,
};
