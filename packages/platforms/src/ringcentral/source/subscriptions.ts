import type { Api, Subscription, Subscriptions } from '../../contract.ts';
import { call, getJson, sendJson } from '../../calling/index.ts';
import { arrayOf, objectOf, parseTime, stringOf, type Json } from '../../reading/index.ts';
import { API } from './api.ts';
import { isReady, type Settings } from './settings.ts';

const KEY = 'webhook';
/** A day: short, so that each renewal shows whether RingCentral has given our URL up meanwhile. */
const LIFETIME_SECONDS = 24 * 60 * 60;

const urlOf = ({ apiUrl }: Settings, id = ''): string =>
  `${apiUrl}${API}/subscription${id === '' ? '' : `/${encodeURIComponent(id)}`}`;

const filtersOf = ({ extensions }: Settings): ReadonlyArray<string> => [
  ...extensions.flatMap((extension) => {
    const path = `${API}/account/~/extension/${extension}`;
    return [
      `${path}/message-store`,
      `${path}/message-store/instant?type=SMS`,
      `${path}/voicemail`,
      `${path}/fax?direction=Inbound`,
    ];
  }),
  `${API}/account/~/telephony/sessions`,
  // A reminder before it lapses, should our own renewal have failed.
  `${API}/subscription/~?threshold=21600&interval=3600`,
];

function subscriptionOf(info: Json): Subscription | undefined {
  const remoteId = stringOf(info['id']);
  const status = stringOf(info['status']) ?? 'Active';
  if (remoteId === undefined || status !== 'Active') return undefined;
  return { key: KEY, remoteId, expiresAt: parseTime(info['expirationTime']) };
}

async function remove(remoteId: string, api: Api<Settings>): Promise<void> {
  await call(api, { method: 'DELETE', url: urlOf(api.settings, remoteId) });
}

/** https://developers.ringcentral.com/api-reference/Subscriptions/createSubscription */
export const subscriptions: Subscriptions<Settings> = {
  renewAheadSeconds: LIFETIME_SECONDS / 2,
  wanted: (settings) => (isReady(settings) ? [KEY] : []),
  async find(_key, url, api) {
    const answer = objectOf(await getJson(api, urlOf(api.settings)));
    const own = arrayOf(answer['records'])
      .map(objectOf)
      .filter((info) => stringOf(objectOf(info['deliveryMode'])['address']) === url);
    return own.map(subscriptionOf).find((one) => one !== undefined);
  },
  async create(_key, url, api) {
    const made = await sendJson(api, 'POST', urlOf(api.settings), {
      eventFilters: filtersOf(api.settings),
      deliveryMode: {
        transportType: 'WebHook',
        address: url,
        verificationToken: api.settings.verificationToken,
      },
      expiresIn: LIFETIME_SECONDS,
    });
    const info = objectOf(made);
    return {
      key: KEY,
      remoteId: stringOf(info['id']) ?? '',
      expiresAt: parseTime(info['expirationTime']),
    };
  },
  /** One that is blacklisted stays so for ever: it is removed, and another one made in its place. */
  async renew(subscription, _url, api) {
    const url = `${urlOf(api.settings, subscription.remoteId)}/renew`;
    const response = await call(api, { method: 'POST', url }, [400]);
    if (response === undefined) return undefined;
    const renewed =
      response.status === 400
        ? undefined
        : subscriptionOf(objectOf(await getJson(api, urlOf(api.settings, subscription.remoteId))));
    if (renewed === undefined) await remove(subscription.remoteId, api);
    return renewed;
  },
  remove: async (subscription, api) => remove(subscription.remoteId, api),
};
