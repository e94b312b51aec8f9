import { ask, type Transport } from './client.ts';
import type { Names } from './names.ts';
import type { Clause } from './query.ts';

/**
 * What OpenSearch works out of the interactions, of all months, that pass these filters: no documents, but an answer for each
 * aggregation, by its name; undefined where there is no month yet.
 * @throws archive.store-away, archive.access-refused
 */
export async function aggregate<Answers>(
  send: Transport,
  names: Names,
  filter: ReadonlyArray<Clause>,
  aggs: Readonly<Record<string, Clause>>,
  options: { readonly timeoutMs?: number } = {},
): Promise<Answers | undefined> {
  const { body } = await ask(send, {
    method: 'POST',
    path: `/${names.interactions}/_search`,
    query: { ignore_unavailable: 'true' },
    ...options,
    body: { size: 0, track_total_hits: false, query: { bool: { filter } }, aggs },
  });
  return (body as { aggregations?: Answers }).aggregations;
}
