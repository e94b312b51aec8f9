import { ask, type Transport } from './client.ts';
import type { Names } from './names.ts';

/** Where a document lies. */
export interface Place {
  readonly _index: string;
  readonly _id: string;
}

export const placeOf = ({ _index, _id }: Place): string => `${_index}/${_id}`;

/**
 * What wins among the documents of one interaction: the highest revision; of that the highest reading; and where a vendor
 * gives no time, so that two receipts of one object fell into two months, the earlier.
 */
export const NEWEST_FIRST = [{ revision: 'desc' }, { reading: 'desc' }, { occurredAt: 'asc' }] as const;

/** Finds, over all months, the one document of each interaction that people are shown. */
export async function newestOf(
  send: Transport,
  names: Names,
  interactionIds: ReadonlyArray<string>,
): Promise<ReadonlySet<string>> {
  if (interactionIds.length === 0) return new Set();
  const { body } = await ask(send, {
    method: 'POST',
    path: `/${names.interactions}/_search`,
    query: { ignore_unavailable: 'true', filter_path: 'hits.hits._index,hits.hits._id' },
    body: {
      size: interactionIds.length,
      query: { bool: { filter: { terms: { interactionId: interactionIds } } } },
      collapse: { field: 'interactionId' },
      sort: NEWEST_FIRST,
      _source: false,
      track_total_hits: false,
    },
  });
  const hits = (body as { hits?: { hits?: ReadonlyArray<Place> } }).hits?.hits ?? [];
  return new Set(hits.map(placeOf));
}
