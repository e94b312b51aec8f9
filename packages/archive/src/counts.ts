import { aggregate } from './aggregate.ts';
import type { Transport } from './client.ts';
import type { Names } from './names.ts';
import { holdingsClause, type Holding } from './query.ts';

export interface CountsRequest {
  readonly platform?: string;
  /** Epoch milliseconds; from inclusive, to exclusive. */
  readonly from: number;
  readonly to: number;
}

/** How many interactions of a source the archive holds for a day (UTC). */
export interface DayCount {
  readonly platform: string;
  readonly sourceId: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  /** Each interaction once, however many revisions; exact up to 40,000 for a source and day, about 1 % off beyond. */
  readonly interactions: number;
}

interface Bucket {
  readonly key: { readonly platform: string; readonly sourceId: string; readonly day: number };
  readonly interactions: { readonly value: number };
}

interface Days {
  readonly days: { readonly buckets: ReadonlyArray<Bucket>; readonly after_key?: unknown };
}

const PER_REQUEST = 1000;

/** Each interaction once, however many revisions. */
const interactions = { cardinality: { field: 'interactionId', precision_threshold: 40_000 } };

/** Counts interactions per platform, source and day: what completeness compares with the vendor's own numbers. */
export async function countByDay(
  send: Transport,
  names: Names,
  request: CountsRequest,
): Promise<ReadonlyArray<DayCount>> {
  const filter = [
    { range: { occurredAt: { gte: request.from, lt: request.to, format: 'epoch_millis' } } },
    ...(request.platform === undefined ? [] : [{ term: { platform: request.platform } }]),
  ];
  const sources = [
    { platform: { terms: { field: 'platform' } } },
    { sourceId: { terms: { field: 'sourceId' } } },
    { day: { date_histogram: { field: 'occurredAt', calendar_interval: 'day' } } },
  ];
  const counts: DayCount[] = [];
  let after: unknown;
  do {
    const composite = { size: PER_REQUEST, sources, ...(after === undefined ? {} : { after }) };
    const aggs = { days: { composite, aggs: { interactions } } };
    const answers = await aggregate<Days>(send, names, filter, aggs, { timeoutMs: 30_000 });
    for (const { key, interactions: counted } of answers?.days.buckets ?? [])
      counts.push({
        platform: key.platform,
        sourceId: key.sourceId,
        day: new Date(key.day).toISOString().slice(0, 10),
        interactions: counted.value,
      });
    after = answers?.days.after_key;
  } while (after !== undefined);
  return counts;
}

/** Counts what happened with these anchors: each interaction once, exact up to 40,000, about 1 % off beyond. */
export async function countOf(
  send: Transport,
  names: Names,
  holdings: ReadonlyArray<Holding>,
): Promise<number> {
  if (holdings.length === 0) return 0;
  const answers = await aggregate<Pick<Bucket, 'interactions'>>(send, names, [holdingsClause(holdings)], {
    interactions,
  });
  return answers?.interactions.value ?? 0;
}
