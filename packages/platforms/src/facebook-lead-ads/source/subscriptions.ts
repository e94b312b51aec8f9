import type { Api, Subscriptions } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { ABSENT, graph } from '../../meta/graph.ts';
import { arrayOf, objectOf, stringOf } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

const LEADGEN = 'leadgen';

/** The fields that our app is subscribed to at the page; other sources of the same app may need theirs. */
async function fieldsOf(api: Api<Settings>): Promise<ReadonlyArray<string>> {
  const { pageId = '', appId } = api.settings;
  const list = await graph(api, 'GET', `${pageId}/subscribed_apps`);
  if (list === ABSENT) throw platformErrors.apiUnauthorized({ detail: { path: 'subscribed_apps' } });
  const app = arrayOf(list['data'])
    .map(objectOf)
    .find((one) => stringOf(one['id']) === appId);
  return arrayOf(app?.['subscribed_fields']).flatMap((field) => stringOf(field) ?? []);
}

const subscription = ({ settings }: Api<Settings>) => ({
  key: LEADGEN,
  remoteId: settings.pageId ?? '',
  expiresAt: null,
});

/**
 * https://developers.facebook.com/docs/graph-api/reference/page/subscribed_apps: the app's own webhook names the URL, this says that
 * the page's leads are sent there. Each POST replaces the fields, so those that are there go along.
 */
export const subscriptions: Subscriptions<Settings> = {
  wanted: ({ pageAccessToken, pageId, appId }) =>
    pageAccessToken !== undefined && pageId !== undefined && appId !== undefined ? [LEADGEN] : [],
  async find(_key, _url, api) {
    return (await fieldsOf(api)).includes(LEADGEN) ? subscription(api) : undefined;
  },
  async create(_key, _url, api) {
    const fields = new Set([...(await fieldsOf(api)), LEADGEN]);
    const path = `${api.settings.pageId ?? ''}/subscribed_apps`;
    const answer = await graph(api, 'POST', path, { subscribed_fields: [...fields].join(',') });
    if (answer === ABSENT) throw platformErrors.apiUnauthorized({ detail: { path } });
    return subscription(api);
  },
  async renew(_subscription, _url, api) {
    return (await fieldsOf(api)).includes(LEADGEN) ? subscription(api) : undefined;
  },
  async remove({ remoteId }, api) {
    const fields = await fieldsOf(api);
    if (!fields.includes(LEADGEN)) return;
    const kept = fields.filter((field) => field !== LEADGEN);
    const path = `${remoteId}/subscribed_apps`;
    if (kept.length === 0) await graph(api, 'DELETE', path);
    else await graph(api, 'POST', path, { subscribed_fields: kept.join(',') });
  },
  renewAheadSeconds: 6 * 60 * 60,
};
