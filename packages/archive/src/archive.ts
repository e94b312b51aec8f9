import type { RawRecord } from '@throughline/raw';
import type { ResolvedInteraction } from '@throughline/schemas';
import { createBulk } from './bulk.ts';
import { ask, createTransport } from './client.ts';
import { countByDay, countOf, type CountsRequest, type DayCount } from './counts.ts';
import { existing } from './existing.ts';
import { ensureTemplates } from './ensure-templates.ts';
import { namesOf } from './names.ts';
import type { Holding } from './query.ts';
import { createRawReader, createStoreRaw, type RawHint, type StoreRaw } from './raw-records.ts';
import { refreshIntervals, setRefreshPace, type RefreshPace } from './refresh.ts';
import { createSearcher, type Searcher } from './search.ts';
import {
  createDocumentWrite,
  createIndexDocuments,
  type DocumentWrite,
  type IndexDocuments,
} from './store-interactions.ts';
import type { AnalysisKind } from './templates.ts';

export interface ArchiveOptions {
  /** OpenSearch: one URL, or several of one cluster separated by commas. */
  readonly url: string;
  /** Before every index, alias and template name; lower case. */
  readonly indexPrefix: string;
  /** Primary shards of a month's index. */
  readonly shards?: number;
  /** `auto_expand_replicas` of the indices, for example `0-1`. */
  readonly replicas?: string;
  /** Bulk requests under way at once. */
  readonly inFlight?: number;
  /** Most documents and most bytes in one bulk request. */
  readonly maxDocuments?: number;
  readonly maxBytes?: number;
  /** Milliseconds without an answer before a request counts as failed. */
  readonly timeoutMs?: number;
}

export interface Archive extends Searcher {
  /** Installs or upgrades the index templates. Idempotent. @returns which text analysis new months get */
  ensureTemplates(): Promise<AnalysisKind>;
  /** What {@link indexDocuments} writes for a record; pure. */
  documentWrite(resolved: ResolvedInteraction): DocumentWrite;
  /** @throws archive.store-away or archive.access-refused: all of it can be done again. */
  readonly indexDocuments: IndexDocuments;
  /**
   * How soon documents are found: `catching-up` in the months that this archive has written to, `live` in all.
   * @throws archive.store-away, archive.access-refused or archive.request-refused
   */
  setRefreshPace(pace: RefreshPace): Promise<void>;
  /** @throws archive.store-away or archive.access-refused: all of it can be done again. */
  readonly storeRaw: StoreRaw;
  /** A raw record by its digest, byte for byte; undefined where there is none. */
  raw(digest: string, hint?: RawHint): Promise<RawRecord | undefined>;
  countByDay(request: CountsRequest): Promise<ReadonlyArray<DayCount>>;
  /** How many interactions happened with these anchors, each in its time: what a preview of a merge or cut shows. */
  countOf(holdings: ReadonlyArray<Holding>): Promise<number>;
  /** Which of these interactions are there, by id. @throws archive.store-away or archive.access-refused */
  existing(interactionIds: ReadonlyArray<string>): Promise<ReadonlySet<string>>;
  /** @throws archive.store-away or archive.access-refused */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The archive in OpenSearch. Opens no connection until it is used. */
export function createArchive(options: ArchiveOptions): Archive {
  const { send, close } = createTransport({ url: options.url, timeoutMs: options.timeoutMs ?? 20_000 });
  const names = namesOf(options.indexPrefix);
  const bulk = createBulk({
    send,
    maxDocuments: options.maxDocuments ?? 1500,
    maxBytes: options.maxBytes ?? 6 * 1024 * 1024,
    inFlight: options.inFlight ?? 3,
    attempts: 4,
    pauseMs: 200,
  });
  const searcher = createSearcher(send, names);
  const months = new Set<string>();
  return {
    ...searcher,
    ensureTemplates: () =>
      ensureTemplates(send, names, {
        shards: options.shards ?? 1,
        replicas: options.replicas ?? '0-1',
        refreshInterval: refreshIntervals.live,
      }),
    documentWrite: createDocumentWrite(names),
    indexDocuments: createIndexDocuments(bulk, (month) => months.add(month)),
    setRefreshPace: (pace) => setRefreshPace(send, names, pace, months),
    storeRaw: createStoreRaw(bulk, names),
    raw: createRawReader(send, names),
    countByDay: (request) => countByDay(send, names, request),
    countOf: (holdings) => countOf(send, names, holdings),
    existing: (ids) => existing(send, names, ids),
    ping: async () => {
      await ask(send, { method: 'GET', path: '/', retries: 0 });
    },
    close,
  };
}
