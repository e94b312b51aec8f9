import { ask, type Transport } from './client.ts';
import { fingerprintOf, readCursor, writeCursor, type Position } from './cursor.ts';
import type { ArchivedDocument } from './document.ts';
import { idOf, isUuid } from './document-id.ts';
import { HIGHLIGHT_END, HIGHLIGHT_START, ITEM_FIELDS, itemOf, type Item, type ItemSource } from './item.ts';
import type { Names } from './names.ts';
import { NEWEST_FIRST, newestOf, placeOf, type Place } from './newest.ts';
import { queryOf, type Clause, type Filters, type Holding } from './query.ts';

export interface SearchRequest extends Filters {
  /** As a person types it; see `readTyped`. Empty: everything that the filters leave. */
  readonly q?: string | undefined;
  /** `newest` (default) is stable while new interactions arrive; `relevance` puts the best match first. */
  readonly sort?: 'newest' | 'relevance' | undefined;
  /** 1…200, 50 by default. */
  readonly limit?: number | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | null | undefined;
}

export interface TimelineRequest {
  readonly holdings: ReadonlyArray<Holding>;
  readonly limit?: number | undefined;
  readonly cursor?: string | null | undefined;
}

export interface Page {
  readonly items: ReadonlyArray<Item>;
  /** Cursor of the next page; null at the end. A page before the end may be shorter than its limit. */
  readonly next: string | null;
  /** How many interactions match: counted where the first page holds them all, else at most this (edits count too), up to 10,000. */
  readonly total: number;
}

interface Hit extends Place {
  readonly _source: ItemSource;
  readonly sort: Position;
  readonly highlight?: Readonly<Record<string, ReadonlyArray<string>>>;
}

const LIMIT = { least: 1, usual: 50, most: 200 };
/** A thread whose every entry was edited often costs further rounds; after these a short page is given instead. */
const ROUNDS = 6;
const MOST_AT_ONCE = 400;
const QUERY_TIMEOUT_MS = 10_000;

const SORTS = {
  newest: [{ occurredAt: 'desc' }, { documentId: 'desc' }],
  relevance: [{ _score: 'desc' }, { occurredAt: 'desc' }, { documentId: 'desc' }],
} as const;

const HIGHLIGHT = {
  pre_tags: [HIGHLIGHT_START],
  post_tags: [HIGHLIGHT_END],
  fragment_size: 160,
  number_of_fragments: 2,
  // A text longer than `index.highlight.max_analyzed_offset` would make the whole search an error.
  max_analyzer_offset: 200_000,
  fields: { subject: {}, text: {}, cjk: {}, 'participants.name': {}, 'attachments.name': {}, quotedText: {} },
};

/** The fields' fragments in the order of their worth; `cjk` repeats subject and text, so it counts only without them. */
function highlightsOf({ highlight = {} }: Hit): ReadonlyArray<string> {
  const words = [...(highlight['subject'] ?? []), ...(highlight['text'] ?? [])];
  const own = words.length > 0 ? words : (highlight['cjk'] ?? []);
  const others = ['participants.name', 'attachments.name', 'quotedText'].flatMap(
    (field) => highlight[field] ?? [],
  );
  return [...own, ...others];
}

const boundedLimit = (limit: number = LIMIT.usual): number =>
  Math.min(LIMIT.most, Math.max(LIMIT.least, Math.trunc(limit) || LIMIT.usual));

/** Reading the archive. Every method throws archive.store-away or archive.access-refused where it cannot be asked. */
export interface Searcher {
  /** @throws archive.cursor-invalid */
  search(request: SearchRequest): Promise<Page>;
  /** Newest first, deleted ones included. @throws archive.cursor-invalid */
  timeline(request: TimelineRequest): Promise<Page>;
  /** One revision with everything that is kept of it; found once it is searchable. */
  document(id: string): Promise<ArchivedDocument | undefined>;
}

export function createSearcher(send: Transport, names: Names): Searcher {
  const path = `/${names.interactions}/_search`;
  const query = { ignore_unavailable: 'true' };

  async function hitsAfter(
    body: Readonly<Record<string, unknown>>,
  ): Promise<{ hits: ReadonlyArray<Hit>; total: number }> {
    const answer = await ask(send, { method: 'POST', path, query, body, timeoutMs: QUERY_TIMEOUT_MS });
    const { hits } = answer.body as { hits: { hits: ReadonlyArray<Hit>; total: { value: number } } };
    return { hits: hits.hits, total: hits.total.value };
  }

  /**
   * Older revisions stay in the archive and may match where the newest no longer does. They are left out here, at reading,
   * so that writing needs no order: see docs/decisions/0003.
   */
  async function page(
    clause: Clause,
    sort: keyof typeof SORTS,
    limit: number,
    start: Position | undefined,
    fingerprint: string,
    highlight: boolean,
  ): Promise<Page> {
    const items: Item[] = [];
    let after = start;
    let total = 0;
    let size = limit + 1;
    for (let round = 0; round < ROUNDS; round += 1) {
      const found = await hitsAfter({
        query: clause,
        sort: SORTS[sort],
        size,
        _source: ITEM_FIELDS,
        track_total_hits: 10_000,
        ...(after === undefined ? {} : { search_after: after }),
        ...(highlight ? { highlight: HIGHLIGHT } : {}),
      });
      total = found.total;
      const newest = await newestOf(send, names, [
        ...new Set(found.hits.map((hit) => hit._source.interactionId)),
      ]);
      for (const hit of found.hits) {
        if (!newest.has(placeOf(hit))) {
          after = hit.sort;
          continue;
        }
        if (items.length === limit) return { items, next: writeCursor(fingerprint, after ?? []), total };
        items.push(itemOf(hit._source, highlightsOf(hit)));
        after = hit.sort;
      }
      if (found.hits.length < size)
        return { items, next: null, total: start === undefined ? items.length : total };
      size = Math.min(MOST_AT_ONCE, size * 2);
    }
    return { items, next: after === undefined ? null : writeCursor(fingerprint, after), total };
  }

  const search = async (request: SearchRequest): Promise<Page> => {
    const { q = '', sort = 'newest', limit, cursor, ...filters } = request;
    const fingerprint = fingerprintOf([q, sort, filters]);
    const start = cursor ? readCursor(cursor, fingerprint, SORTS[sort].length) : undefined;
    return page(queryOf(q, filters), sort, boundedLimit(limit), start, fingerprint, q !== '');
  };

  return {
    search,
    timeline: ({ holdings, limit, cursor }) => {
      // A customer's anchors may grow between two pages; the place in time stays good.
      const fingerprint = fingerprintOf('timeline');
      const start = cursor ? readCursor(cursor, fingerprint, SORTS.newest.length) : undefined;
      return page(queryOf('', { holdings }), 'newest', boundedLimit(limit), start, fingerprint, false);
    },
    document: async (id) => {
      if (!isUuid(id)) return undefined;
      const body = { query: { ids: { values: [idOf(id)] } }, sort: NEWEST_FIRST, size: 1 };
      const answer = await ask(send, { method: 'POST', path, query, body });
      const { hits } = answer.body as { hits: { hits: ReadonlyArray<{ _source: ArchivedDocument }> } };
      return hits.hits[0]?._source;
    },
  };
}
