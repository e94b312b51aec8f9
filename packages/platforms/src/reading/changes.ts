import { arrayOf, objectOf, stringOf } from './json.ts';

/**
 * Reading a list that a vendor sorts by time of change, page by page, behind a cursor. Such lists lag, shift while they are read, and
 * tell times in whole seconds. So a reading begins anew at the time that it has reached rather than at an offset; the last
 * minute is read over again each time; what was told is told apart by id and time, and counts as told only once its time has
 * passed so long ago that no second change of the same time can still show up.
 */

/** An entry of the list: its id, and when it changed in epoch milliseconds. */
export interface Change {
  readonly id: string;
  readonly at: number;
}

export interface ChangePage<Entry extends Change> {
  readonly entries: ReadonlyArray<Entry>;
  /** What continues the vendor's list: its token, or the next page's number; absent on the last page. */
  readonly next?: string | undefined;
}

/** @param since epoch milliseconds: what changed then or later is asked for @param page what the page before gave as `next` */
export type ListChanges<Entry extends Change> = (
  since: number,
  page: string | undefined,
) => Promise<ChangePage<Entry>>;

export interface ReadingOptions {
  readonly now: Date;
  /** How late a change may show in the list; 0 where that does not matter, as in what is long past. A minute by default. */
  readonly lagMs?: number;
  /** `any`: the list has another order than oldest first, and is read to its end before the reading goes on from a later time. */
  readonly order?: 'ascending' | 'any';
}

export interface Changes<Entry extends Change> {
  /** Entries that were not told yet. */
  readonly fresh: ReadonlyArray<Entry>;
  readonly cursor: string;
  readonly more: boolean;
  /** Epoch milliseconds: what changed before has been told. */
  readonly reached: number;
}

interface Place {
  readonly since: number;
  readonly page?: string;
  /** When the list's first page was read: what changed since may stand on pages that were passed. */
  readonly began?: number;
  /** The latest change on the pages of this list so far. */
  readonly newest?: number;
  /** Whether earlier pages of this list brought something new. */
  readonly brought?: true;
  /** It is read once more, to make sure that nothing before this time has slid past a page. */
  readonly again?: number;
  /** `<time>@<id>` of what was told and is not before `since`. */
  readonly told: ReadonlyArray<string>;
}

const MINUTE_MS = 60_000;

const wholeSecond = (time: number): number => Math.floor(time / 1000) * 1000;
const keyOf = (change: Change): string => `${change.at}@${change.id}`;
const timeOf = (key: string): number => Number(key.slice(0, key.indexOf('@')));
const write = (place: Place): string => JSON.stringify(place);

/** The cursor of a list that is read from this time on, in epoch milliseconds. */
export const changesSince = (time: number): string => write({ since: wholeSecond(time), told: [] });

const timeIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

function placeOf(cursor: string): Place | undefined {
  try {
    const { since, page, began, newest, brought, again, told } = objectOf(JSON.parse(cursor));
    const [from, next] = [timeIn(since), stringOf(page)];
    const [first, latest, until] = [timeIn(began), timeIn(newest), timeIn(again)];
    if (from === undefined) return undefined;
    return {
      since: from,
      told: arrayOf(told).map(String),
      ...(next === undefined ? {} : { page: next }),
      ...(first === undefined ? {} : { began: first }),
      ...(latest === undefined ? {} : { newest: latest }),
      ...(brought === true ? { brought } : {}),
      ...(until === undefined ? {} : { again: until }),
    };
  } catch {
    return undefined;
  }
}

/**
 * One page of changes behind the cursor.
 * @returns undefined where that is no cursor of `changesSince` or of an earlier reading
 */
export async function readChanges<Entry extends Change>(
  cursor: string,
  { now, lagMs = MINUTE_MS, order = 'ascending' }: ReadingOptions,
  list: ListChanges<Entry>,
): Promise<Changes<Entry> | undefined> {
  const place = placeOf(cursor);
  if (place === undefined) return undefined;
  const { since, page, again, began = now.getTime() } = place;
  const { entries, next } = await list(since, page);

  const known = new Set(place.told);
  const fresh = entries.filter((entry) => entry.at >= since && !known.has(keyOf(entry)));
  const settled = now.getTime() - Math.min(lagMs, MINUTE_MS);
  const told = [...place.told, ...fresh.filter(({ at }) => at <= settled).map(keyOf)];

  const newest = entries.reduce((latest, { at }) => Math.max(latest, at), place.newest ?? since);
  const reached = Math.max(since, wholeSecond(Math.min(newest, again ?? began - lagMs)));
  const isRead = next === undefined;

  // More entries of one time, or of the last minute, than a page holds: the list itself has to be followed.
  if (!isRead && (order === 'any' || reached === since)) {
    const brought = place.brought === true || fresh.length > 0;
    const following = { since, page: next, began, newest, told };
    const how = { ...(brought ? { brought } : {}), ...(again === undefined ? {} : { again }) };
    return { fresh, cursor: write({ ...following, ...how }), more: true, reached: since };
  }
  // An entry that changed meanwhile has left its page, and drawn another one onto it: the pages are read again until nothing new comes.
  const isFollowed = order === 'ascending' && page !== undefined && reached > since;
  const isSure = again !== undefined && place.brought !== true && !fresh.some(({ at }) => at < reached);
  if (isFollowed && !isSure)
    return { fresh, cursor: write({ since, told, again: reached }), more: true, reached: since };
  const kept = told.filter((key) => timeOf(key) >= reached);
  return { fresh, cursor: write({ since: reached, told: kept }), more: !isRead, reached };
}

/** For a list whose pages are counted from 1 and of which only the last one is not full. */
export const numberedPages =
  <Entry extends Change>(
    size: number,
    list: (since: number, page: number) => Promise<ReadonlyArray<Entry>>,
  ): ListChanges<Entry> =>
  async (since, page) => {
    const number = Number(page ?? 1);
    const entries = await list(since, number);
    return { entries, next: entries.length < size ? undefined : String(number + 1) };
  };
