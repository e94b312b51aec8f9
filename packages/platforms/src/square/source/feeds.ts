import type { Feeds } from '../../contract.ts';
import { objectOf, parseJson, stringOf } from '../../reading/index.ts';
import { isLapsed, itemOf, LISTS, merchantOf, pageOf } from './history.ts';
import type { Settings } from './settings.ts';

/** Square's searches show a change within seconds, and say that it may take a minute. */
const LAG_MS = 60 * 1000;

interface Cursor {
  /** Epoch milliseconds: what changed before has been read. */
  readonly since: number;
  /** Where the span that is being read ends, and Square's cursor in it. */
  readonly until?: number;
  readonly page?: string;
}

function cursorOf(text: string): Cursor | undefined {
  try {
    const value = objectOf(parseJson(Buffer.from(text)));
    const page = stringOf(value['page']);
    if (typeof value['since'] !== 'number') return undefined;
    return {
      since: value['since'],
      ...(typeof value['until'] === 'number' && page !== undefined ? { until: value['until'], page } : {}),
    };
  } catch {
    return undefined;
  }
}

const written = (cursor: Cursor): string => JSON.stringify(cursor);

/** Customers, orders and payments by their last change, span after span: the net under webhooks that were lost. */
export const feeds: Feeds<Settings> = {
  pollSeconds: 1800,
  wanted: ({ accessToken }) => (accessToken === undefined ? [] : LISTS),
  start: async (_feed, { now }) => written({ since: now.getTime() }),
  async read(feed, text, api) {
    const cursor = cursorOf(text);
    const list = LISTS.find((one) => one === feed);
    if (cursor === undefined || list === undefined) return { expired: true };
    const { since, until = api.now.getTime() - LAG_MS, page = '' } = cursor;
    if (until <= since) return { expired: false, pointers: [], objects: [], cursor: text, more: false };
    const merchant = await merchantOf(api);
    let answer: Awaited<ReturnType<typeof pageOf>>;
    try {
      answer = await pageOf(list, { from: since, to: until }, { cursor: page, changed: true }, api);
    } catch (error) {
      if (!isLapsed(error, page)) throw error;
      return { expired: false, pointers: [], objects: [], cursor: written({ since }), more: true };
    }
    const items = answer.entries.flatMap((entry) => itemOf(list, merchant, entry, api.settings));
    const { cursor: next } = answer;
    return {
      expired: false,
      // An order is fetched, so that its customer comes along.
      pointers: items.flatMap(({ pointer, object }) => (object === undefined ? [pointer] : [])),
      objects: items.flatMap(({ pointer, object }) =>
        object === undefined ? [] : [{ key: `${pointer.objectType}/${pointer.objectId}`, ...object }],
      ),
      cursor: written(next === undefined ? { since: until } : { since, until, page: next }),
      more: next !== undefined,
    };
  },
};
