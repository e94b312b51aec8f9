import { getJson } from '../../calling/index.ts';
import type { Api, History, HistoryItem } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import {
  arrayOf,
  interactionIdOf,
  objectOf,
  pointerTo,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { apiUrlOf, JSON_API, type Settings } from './settings.ts';

/** The most that `Get Events` gives. */
const PAGE = 200;

async function asked(api: Api<Settings>, url: string): Promise<Json> {
  const answer = await getJson(api, url, { accept: JSON_API });
  if (answer === undefined)
    throw platformErrors.apiRefused({ detail: { status: 404, path: new URL(url).pathname } });
  return objectOf(answer);
}

/** The site id, which system webhooks carry too: from the settings, else by `Get Accounts`. */
async function accountOf(api: Api<Settings>): Promise<string> {
  if (api.settings.accountId !== undefined) return api.settings.accountId;
  const [account] = arrayOf((await asked(api, apiUrlOf(api.settings, 'accounts')))['data']).map(objectOf);
  return required(account?.['id'], 'data.0.id');
}

/** An event with what it refers to, in the shape of `Get Event`. */
function itemOf(event: Json, included: ReadonlyArray<Json>, account: string, url: string): HistoryItem {
  const id = required(event['id'], 'data.id');
  const relations = Object.values(objectOf(event['relationships'])).map((one) =>
    objectOf(objectOf(one)['data']),
  );
  const own = included.filter((one) =>
    relations.some((relation) => relation['type'] === one['type'] && relation['id'] === one['id']),
  );
  return {
    pointer: pointerTo('event', id, 'created', { account }),
    interactionIds: [interactionIdOf(manifest.id, account, id)],
    object: {
      url,
      headers: { 'content-type': JSON_API, 'x-klaviyo-account': account },
      body: Buffer.from(JSON.stringify({ data: event, included: own })),
    },
  };
}

/**
 * `Get Events`, by time; the next page is the cursor in `links.next`. The account stands before it, so that it is asked for once:
 * `Get Accounts` allows fifteen requests a minute.
 */
export const history: History<Settings> = {
  ready: (settings) => settings.apiKey !== undefined,
  async list({ from, to, page }, api) {
    const [known, cursor] = page?.split('/', 2) ?? [];
    const account = known ?? (await accountOf(api));
    const query = new URLSearchParams({
      filter: `greater-or-equal(datetime,${new Date(from).toISOString()}),less-than(datetime,${new Date(to).toISOString()})`,
      include: 'metric,profile',
      sort: 'datetime',
      'page[size]': String(PAGE),
    });
    if (cursor !== undefined) query.set('page[cursor]', cursor);
    const url = apiUrlOf(api.settings, `events?${query.toString()}`);
    const answer = await asked(api, url);
    const included = arrayOf(answer['included']).map(objectOf);
    const items = arrayOf(answer['data']).map((event) => itemOf(objectOf(event), included, account, url));
    const link = stringOf(objectOf(answer['links'])['next']);
    const next = link === undefined ? null : new URL(link).searchParams.get('page[cursor]');
    return next === null ? { items } : { items, next: `${account}/${next}` };
  },
  days: 90,
};
