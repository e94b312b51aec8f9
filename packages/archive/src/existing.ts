import { ask, type Transport } from './client.ts';
import type { Names } from './names.ts';

/** Well below the 65,536 values of a `terms` clause and the 65,535 buckets of an answer. */
const AT_ONCE = 5_000;

interface Answer {
  readonly aggregations?: { readonly found: { readonly buckets: ReadonlyArray<{ readonly key: string }> } };
}

/**
 * Which of these interactions the archive holds, in whatever revision and month. What was written less than a refresh ago (half
 * a second) may not be seen yet.
 * @throws archive.store-away, archive.access-refused
 */
export async function existing(
  send: Transport,
  names: Names,
  interactionIds: ReadonlyArray<string>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const ids = [...new Set(interactionIds)];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const some = ids.slice(at, at + AT_ONCE);
    const { body } = await ask(send, {
      method: 'POST',
      path: `/${names.interactions}/_search`,
      query: { ignore_unavailable: 'true' },
      body: {
        size: 0,
        track_total_hits: false,
        query: { bool: { filter: [{ terms: { interactionId: some } }] } },
        aggs: { found: { terms: { field: 'interactionId', size: some.length } } },
      },
    });
    for (const { key } of (body as Answer).aggregations?.found.buckets ?? []) found.add(key);
  }
  return found;
}
