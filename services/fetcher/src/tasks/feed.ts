import { fetcherErrors, later, type FeedPosition } from '@throughline/following';
import type { FeedPage, Feeds, FetchedObject } from '@throughline/platforms';
import { feedRead, gapOpened } from '../events.ts';
import { contentHashOf, fetchedRecords, newAmong, requestOf } from '../records.ts';
import { beforeBeginning, type Errand, type TaskDeps } from './deps.ts';

/** Pages of one run; a feed with more goes on in the next, after others had their turn. */
const MOST_PAGES = 50;

/** The key as a pointer would name the object: `<type>/<id>`. */
function partsOf(key: string): { readonly objectType: string; readonly objectId: string } {
  const slash = key.indexOf('/');
  return { objectType: key.slice(0, Math.max(slash, 0)), objectId: key.slice(slash + 1) };
}

type ReadPage = Extract<FeedPage, { expired: false }>;

/**
 * Reads a feed from its cursor. Objects are written and acked, pointers are jobs in the transaction that moves the
 * cursor: a crash anywhere reads the page again. A forgotten cursor: the feed begins anew, then the time since the last
 * good reading is compared by history; in this order nothing falls between.
 */
export function readFeed(deps: TaskDeps) {
  const { database, tasks, feeds, jobs, receipts, gaps, requests, recorder, now, metrics } = deps;

  const next = (vendor: Feeds<unknown>) => later(now(), vendor.pollSeconds * 1_000);

  async function begin(
    { task, source, api }: Errand,
    vendor: Feeds<unknown>,
    missedSince: Date,
    cause: string,
  ) {
    const at = api.now;
    const cursor = await vendor.start(task.name, api);
    await database.transaction(async (trx) => {
      await feeds.put(source.id, task.name, { cursor, startedAt: at, readAt: at }, trx);
      await tasks.finish(task, next(vendor), trx);
      await gaps.open(source.id, { from: missedSince, to: now() }, trx);
    });
    metrics.observe(gapOpened({ platform: source.platform, cause }, { detail: { sourceId: source.id } }));
  }

  /**
   * What a page brought whole and is new, by key: several objects may be of one. A fetch of the same object counts: its
   * notification may have been quicker.
   */
  async function newObjects({ source }: Errand, { objects }: ReadPage) {
    const byKey = new Map<string, FetchedObject[]>();
    for (const object of objects) byKey.set(object.key, [...(byKey.get(object.key) ?? []), object]);
    const known = await jobs.contentOf(source.id, Array.from(byKey.keys(), partsOf));
    return Array.from(byKey, ([key, objects]) => ({
      key,
      ...partsOf(key),
      objects: newAmong(objects, known.get(key)),
      contentHash: contentHashOf(objects),
    })).filter(({ objects }) => objects.length > 0);
  }

  /** Keeps what a page brought and moves the cursor behind it. */
  async function keep(errand: Errand, position: FeedPosition, page: ReadPage, end: Date | undefined) {
    const { task, source } = errand;
    const at = now().getTime();
    const deliveryId = `feed/${task.name}`;
    const brought = await newObjects(errand, page);
    const receivedAt = await receipts.note(source.id, brought, at);
    await recorder.write(
      brought.flatMap(({ key, objects }) => {
        const cause = { object: key, change: 'unknown', found: true, deliveryId, digest: '' };
        return fetchedRecords(source, objects, cause, receivedAt);
      }),
    );
    await database.transaction(async (trx) => {
      const pointers = page.pointers.map((pointer) =>
        requestOf(source, pointer, { lane: 'live', deliveryId, requestedAt: at }),
      );
      await requests.take(pointers, trx);
      await jobs.note(source, brought, trx);
      await feeds.put(source.id, task.name, position, trx);
      await (end === undefined ? tasks.keep(task, trx) : tasks.finish(task, end, trx));
    });
  }

  return async function readOneFeed(errand: Errand): Promise<void> {
    const { task, source, api, leaving } = errand;
    const vendor = source.vendor.feeds;
    if (leaving || vendor === undefined || !vendor.wanted(source.settings).includes(task.name))
      return database.transaction(async (trx) => {
        await feeds.remove(source.id, task.name, trx);
        await tasks.finish(task, 'never', trx);
      });
    const { platform } = source;
    const begun = await feeds.get(source.id, task.name);
    if (begun === undefined) {
      metrics.observe(feedRead({ platform, outcome: 'started' }));
      return begin(errand, vendor, beforeBeginning(now()), 'feed-started');
    }
    let { cursor, readAt } = begun;
    for (let pages = 1; ; pages += 1) {
      const at = now();
      const page = await vendor.read(task.name, cursor, api);
      metrics.observe(feedRead({ platform, outcome: page.expired ? 'expired' : 'read' }));
      if (page.expired) return begin(errand, vendor, readAt, 'feed-expired');
      if (page.more && page.cursor === cursor)
        throw fetcherErrors.feedStuck({ detail: { sourceId: source.id, feed: task.name } });
      ({ cursor } = page);
      readAt = page.more ? readAt : at;
      const end = !page.more ? next(vendor) : pages < MOST_PAGES ? undefined : now();
      await keep(errand, { cursor, readAt, startedAt: begun.startedAt }, page, end);
      if (end !== undefined) return;
    }
  };
}
