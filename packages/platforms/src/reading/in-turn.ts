import type { HistoryItem, HistoryPage } from '../contract.ts';
import { objectOf, stringOf } from './json.ts';

/** One page of one list. */
export interface ListedPage {
  readonly items: ReadonlyArray<HistoryItem>;
  /** What continues the list; absent on its last page. */
  readonly next?: string | undefined;
}

/** Which list is read, and where in it. */
interface Place {
  readonly at: number;
  readonly page?: string;
}

function placeOf(text: string | undefined): Place {
  if (text === undefined) return { at: 0 };
  const place = objectOf(JSON.parse(text));
  const page = stringOf(place['page']);
  return { at: Number(place['at'] ?? 0), ...(page === undefined ? {} : { page }) };
}

/**
 * History out of several lists (folders, kinds of objects, tables), one after the other.
 * @param page the `next` of the page before
 * @param read reads a page of a list: the one that its page before gave as `next`, or its first
 */
export async function listInTurn<Key extends string>(
  keys: ReadonlyArray<Key>,
  page: string | undefined,
  read: (key: Key, page: string | undefined) => Promise<ListedPage>,
): Promise<HistoryPage> {
  const place = placeOf(page);
  const key = keys[place.at];
  if (key === undefined) return { items: [] };
  const { items, next } = await read(key, place.page);
  const following: Place | undefined =
    next !== undefined
      ? { at: place.at, page: next }
      : place.at + 1 < keys.length
        ? { at: place.at + 1 }
        : undefined;
  return { items, ...(following === undefined ? {} : { next: JSON.stringify(following) }) };
}
