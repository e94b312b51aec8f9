import { createHash } from 'node:crypto';
import {
  DAY_MS,
  later,
  objectKey,
  startOf,
  type Brought,
  type DayCheck,
  type JobRequest,
  type ReceivedAt,
} from '@throughline/following';
import type { History, HistoryItem, HistoryPage } from '@throughline/platforms';
import { asCoded } from '../failure.ts';
import { dayChecked, missingFound } from '../events.ts';
import { contentHashOf, fetchedRecords, requestOf } from '../records.ts';
import type { Errand, TaskDeps } from './deps.ts';

const LIST_AGAIN_MS = 60_000;
/** Pages of one run: a long day goes on in the next, after others had their turn. */
const MOST_PAGES = 50;

/** What a list said of an object whose interactions cannot be told from it. */
function fingerprintOf({ pointer: { objectType, objectId, change, parameters } }: HistoryItem): string {
  const sorted = Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([objectType, objectId, change, sorted]))
    .digest('hex');
}

const notedOf = ({ pointer: { objectType, objectId }, object }: HistoryItem): ReadonlyArray<Brought> =>
  object === undefined ? [] : [{ objectType, objectId, contentHash: contentHashOf([object]) }];

interface Compared {
  readonly present: number;
  /** Those that the list brought whole. */
  readonly whole: ReadonlyArray<HistoryItem>;
  readonly requests: ReadonlyArray<JobRequest>;
}

/**
 * Compares a day with the vendor's history, page by page, and asks for what the archive lacks. The page that comes next
 * is kept with what the one before asked for, so that a crash goes on where it was.
 */
export function checkDay(deps: TaskDeps) {
  const { database, tasks, completeness, jobs, receipts, requests, recorder, archive, now, metrics } = deps;

  async function compare({ task, source }: Errand, { items }: HistoryPage): Promise<Compared> {
    const archived = await archive.existing(items.flatMap(({ interactionIds }) => interactionIds));
    const untold = items.filter(({ interactionIds }) => interactionIds.length === 0);
    const listed = await jobs.listed(source.id, untold.map(fingerprintOf));
    const isPresent = (item: HistoryItem) =>
      item.interactionIds.length === 0
        ? listed.has(fingerprintOf(item))
        : item.interactionIds.every((id) => archived.has(id));
    const missing = items.filter((item) => !isPresent(item));
    const how = {
      lane: task.lane === 'backfill' ? 'backfill' : 'retry',
      deliveryId: `history/${task.name}`,
      requestedAt: now().getTime(),
    };
    return {
      present: items.length - missing.length,
      whole: missing.filter(({ object }) => object !== undefined),
      requests: missing
        .filter(({ object }) => object === undefined)
        .map((item) => ({
          ...requestOf(source, item.pointer, how),
          day: task.name,
          ...(item.interactionIds.length === 0 ? { listed: fingerprintOf(item) } : { missing: true }),
        })),
    };
  }

  const recordsOf = ({ task, source }: Errand, items: ReadonlyArray<HistoryItem>, receivedAt: ReceivedAt) =>
    items.flatMap(({ object, pointer }) => {
      const { objectType, objectId, change } = pointer;
      const cause = {
        object: objectKey(objectType, objectId),
        change,
        found: true,
        deliveryId: `history/${task.name}`,
        digest: '',
      };
      return object === undefined ? [] : fetchedRecords(source, [object], cause, receivedAt);
    });

  /** The page that a check goes on with; the first again where the vendor no longer knows its token. */
  async function list(
    history: History<unknown>,
    errand: Errand,
    span: { from: number; to: number },
    page: string | null,
  ) {
    try {
      const found = await history.list({ ...span, ...(page !== null && { page }) }, errand.api);
      return { found, page };
    } catch (error) {
      if (page === null || asCoded(error).code !== 'platforms.api-refused') throw error;
      return { found: await history.list(span, errand.api), page: null };
    }
  }

  return async function checkOneDay(errand: Errand): Promise<void> {
    const { task, source } = errand;
    const { history } = source.vendor;
    const { name: day } = task;
    const from = startOf(day);
    // Today ends now: what comes later is told as it comes, and compared tomorrow.
    const to = Math.min(from + DAY_MS, now().getTime());
    if (errand.leaving || history === undefined || !history.ready(source.settings) || to <= from)
      return database.transaction((trx) => tasks.finish(task, 'never', trx));
    if (task.lane === 'backfill' && (await completeness.isCrowded(source.id)))
      return database.transaction((trx) => tasks.finish(task, later(now(), LIST_AGAIN_MS), trx));

    const kept = await completeness.checkOf(source.id, day);
    // A token of today's list belongs to a span that has grown since: it is neither kept nor gone on with.
    const isWhole = to === from + DAY_MS;
    let check: DayCheck = isWhole ? kept : { page: null, listed: 0, present: 0 };
    for (let pages = 1; ; pages += 1) {
      const isEnough = isWhole && pages >= MOST_PAGES;
      const { found, page } = await list(history, errand, { from, to }, check.page);
      const first = page === null;
      const compared = await compare(errand, found);
      const brought = compared.whole.flatMap(notedOf);
      const receivedAt = await receipts.note(source.id, brought, now().getTime());
      await recorder.write(recordsOf(errand, compared.whole, receivedAt));
      check = {
        page: found.next ?? null,
        listed: (first ? 0 : check.listed) + found.items.length,
        present: (first ? 0 : check.present) + compared.present,
      };
      await database.transaction(async (trx) => {
        await requests.take(compared.requests, trx);
        // A fetch of the same that waits, or a notification that comes late, finds that it is here.
        await jobs.note(source, brought, trx);
        const progress = isWhole ? check : { ...check, page: null };
        await completeness.progress(source.id, day, progress, { first, fetched: compared.whole.length }, trx);
        if (check.page !== null) return isEnough ? tasks.finish(task, now(), trx) : tasks.keep(task, trx);
        await completeness.conclude(source.id, day, check, now(), trx);
        await tasks.finish(task, 'never', trx);
      });
      const missing = compared.whole.length + compared.requests.length;
      const labels = { platform: source.platform, lane: task.lane };
      if (missing > 0) metrics.observe(missingFound(labels, { value: missing }));
      if (check.page !== null && isEnough) return;
      if (check.page !== null) continue;
      const detail = { sourceId: source.id, day, vendor: check.listed, archived: check.present };
      metrics.observe(dayChecked(labels, { detail }));
      return;
    }
  };
}
