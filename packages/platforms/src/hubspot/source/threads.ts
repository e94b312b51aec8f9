import type { Api } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, parseTime, stringOf, type Json } from '../../reading/index.ts';
import type { Found } from './search.ts';
import type { Settings } from './settings.ts';

/** The conversations inbox: https://developers.hubspot.com/docs/guides/api/conversations/inbox-and-messages */

const THREADS = 20;
const MESSAGES = 100;
/** Of one thread; a longer one is read to here at a time. */
const MOST_PAGES = 20;

async function page(api: Api<Settings>, path: string, parameters: Record<string, string>) {
  const query = new URLSearchParams(parameters).toString();
  const url = `${api.settings.apiUrl}/conversations/v3/conversations/threads${path}?${query}`;
  const answer = await getJson(api, url);
  if (answer === undefined) return undefined;
  const { results, paging } = objectOf(answer);
  return {
    results: arrayOf(results).map(objectOf),
    next: stringOf(objectOf(objectOf(paging)['next'])['after']),
  };
}

const foundOf = (one: Json, time: string): ReadonlyArray<Found> => {
  const id = stringOf(one['id']);
  const at = parseTime(one[time]);
  return id === undefined || at === null ? [] : [{ id, at }];
};

/** Threads with a message since, by the time of their latest one. */
export async function threads(
  api: Api<Settings>,
  span: { readonly from: number; readonly after?: string | undefined },
): Promise<{ readonly entries: ReadonlyArray<Found>; readonly next: string | undefined }> {
  const answer = await page(api, '', {
    sort: 'latestMessageTimestamp',
    // "After" leaves the time itself out.
    latestMessageTimestampAfter: new Date(span.from - 1).toISOString(),
    limit: String(THREADS),
    ...(span.after === undefined ? {} : { after: span.after }),
  });
  if (answer === undefined) throw platformErrors.apiRefused({ detail: { status: 404, path: 'threads' } });
  return {
    entries: answer.results.flatMap((one) => foundOf(one, 'latestMessageTimestamp')),
    next: answer.next,
  };
}

/** Ids of a thread's messages that were written in the span; none where the thread is gone. */
export async function messages(
  api: Api<Settings>,
  thread: string,
  span: { readonly from: number; readonly to: number },
): Promise<ReadonlyArray<string>> {
  const ids: string[] = [];
  let after: string | undefined;
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const answer = await page(api, `/${encodeURIComponent(thread)}/messages`, {
      limit: String(MESSAGES),
      ...(after === undefined ? {} : { after }),
    });
    const found = (answer?.results ?? []).flatMap((one) => foundOf(one, 'createdAt'));
    ids.push(...found.filter(({ at }) => at >= span.from && at < span.to).map(({ id }) => id));
    after = answer?.next;
    if (after === undefined) break;
  }
  return ids;
}
