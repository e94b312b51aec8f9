import { ask, type Transport } from './client.ts';
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

const PER_REQUEST = 1000;

/** Counts interactions per platform, source and day: what completeness compares with the vendor's own numbers. */
export async function countByDay(
  send: Transport,
  names: Names,
  request: CountsRequest,
): Promise<ReadonlyArray<DayCount>> {
  const counts: DayCount[] = [];
  let after: unknown;
  do {
    const { body } = await ask(send, {
      method: 'POST',
      path: `/${names.interactions}/_search`,
      query: { ignore_unavailable: 'true' },
      timeoutMs: 30_000,
      body: {
        size: 0,
        track_total_hits: false,
        query: {
          bool: {
            filter: [
              { range: { occurredAt: { gte: request.from, lt: request.to, format: 'epoch_millis' } } },
              ...(request.platform === undefined ? [] : [{ term: { platform: request.platform } }]),
            ],
          },
        },
        aggs: {
          days: {
            composite: {
              size: PER_REQUEST,
              sources: [
                { platform: { terms: { field: 'platform' } } },
                { sourceId: { terms: { field: 'sourceId' } } },
                { day: { date_histogram: { field: 'occurredAt', calendar_interval: 'day' } } },
              ],
              ...(after === undefined ? {} : { after }),
            },
            aggs: { interactions: { cardinality: { field: 'interactionId', precision_threshold: 40_000 } } },
          },
        },
      },
    });
    const days = (
      body as { aggregations?: { days: { buckets: ReadonlyArray<Bucket>; after_key?: unknown } } }
    ).aggregations?.days;
    for (const { key, interactions } of days?.buckets ?? [])
      counts.push({
        platform: key.platform,
        sourceId: key.sourceId,
        day: new Date(key.day).toISOString().slice(0, 10),
        interactions: interactions.value,
      });
    after = days?.after_key;
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
  const { body } = await ask(send, {
    method: 'POST',
    path: `/${names.interactions}/_search`,
    query: { ignore_unavailable: 'true' },
    body: {
      size: 0,
      track_total_hits: false,
      query: { bool: { filter: [holdingsClause(holdings)] } },
      aggs: { interactions: { cardinality: { field: 'interactionId', precision_threshold: 40_000 } } },
    },
  });
  return (body as { aggregations?: Pick<Bucket, 'interactions'> }).aggregations?.interactions.value ?? 0;
}
