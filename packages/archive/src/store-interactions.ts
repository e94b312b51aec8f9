import type { ResolvedInteraction } from '@throughline/schemas';
import type { Bulk, BulkCall, ItemResult } from './bulk.ts';
import { documentOf } from './document.ts';
import { archiveErrors } from './errors.ts';
import { interactionMonth } from './months.ts';
import type { Names } from './names.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export type IndexDocuments = (
  resolved: ReadonlyArray<ResolvedInteraction>,
  call?: BulkCall,
) => Promise<ReadonlyArray<ItemResult>>;

const isSound = ({ interaction }: ResolvedInteraction): boolean =>
  UUID.test(interaction.documentId) &&
  UUID.test(interaction.interactionId) &&
  Number.isSafeInteger(interaction.reading) &&
  interaction.reading >= 0;

/**
 * Of the records that lead to the same document (an interaction comes once for each of its customers) only the one with the
 * highest reading is written; the first of equals.
 */
function chooseWriters(resolved: ReadonlyArray<ResolvedInteraction>): {
  writers: number[];
  writerOf: number[];
} {
  const slots = new Map<string, number>();
  const writers: number[] = [];
  const slotOf = resolved.map(({ interaction }, index) => {
    // A corrected reading may move a document to another month: then both are written.
    const key = `${interaction.documentId}/${interaction.occurredAt}`;
    const slot = slots.get(key);
    if (slot === undefined) {
      slots.set(key, writers.length);
      return writers.push(index) - 1;
    }
    const chosen = resolved[writers[slot] ?? -1];
    if (chosen !== undefined && interaction.reading > chosen.interaction.reading) writers[slot] = index;
    return slot;
  });
  return { writers, writerOf: slotOf };
}

/**
 * Writes each interaction's document into the index of its month, with the reading as external version: a later reading
 * replaces, the same or an earlier one is `unchanged`. One result per record, in order.
 */
export function createIndexDocuments(bulk: Bulk, names: Names): IndexDocuments {
  return async (resolved, call) => {
    const { writers, writerOf } = chooseWriters(resolved);
    const written = await bulk(
      writers.length,
      (slot) => {
        const record = resolved[writers[slot] ?? -1];
        if (record === undefined || !isSound(record)) return { failed: archiveErrors.documentInvalid() };
        const { documentId, reading, occurredAt, receivedAt } = record.interaction;
        const month = interactionMonth(occurredAt, receivedAt);
        if (month === undefined)
          return { failed: archiveErrors.documentInvalid({ detail: { field: 'occurredAt' } }) };
        return {
          action: `{"index":{"_index":"${names.interactionsOf(month)}","_id":"${documentId}","version":${reading},"version_type":"external"}}`,
          source: JSON.stringify(documentOf(record)),
        };
      },
      call,
    );
    return writerOf.map((slot, index): ItemResult => {
      const result = written[slot];
      if (result === undefined) return { failed: archiveErrors.documentInvalid() };
      return result === 'stored' && writers[slot] !== index ? 'unchanged' : result;
    });
  };
}
