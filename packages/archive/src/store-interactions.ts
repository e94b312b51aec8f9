import type { ResolvedInteraction } from '@throughline/schemas';
import { operationOf, type Bulk, type BulkCall, type ItemResult, type Operation } from './bulk.ts';
import { documentOf } from './document.ts';
import { archiveErrors } from './errors.ts';
import { interactionMonth } from './months.ts';
import type { Names } from './names.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A resolved interaction as it is written. It holds nothing of the record but the document's text: a fraction of its memory. */
export interface DocumentWrite {
  /** The same for records that lead to the same document in the same month. */
  readonly place: string;
  readonly reading: number;
  /** Epoch milliseconds, UTC. */
  readonly receivedAt: number;
  /** `YYYY-MM`; empty where it can never be written. */
  readonly month: string;
  readonly operation: Operation | { readonly failed: ReturnType<typeof archiveErrors.documentInvalid> };
}

export type IndexDocuments = (
  writes: ReadonlyArray<DocumentWrite>,
  call?: BulkCall,
) => Promise<ReadonlyArray<ItemResult>>;

const isSound = ({ interaction }: ResolvedInteraction): boolean =>
  UUID.test(interaction.documentId) &&
  UUID.test(interaction.interactionId) &&
  Number.isSafeInteger(interaction.reading) &&
  interaction.reading >= 0;

/** Makes the write of a record, with the reading as external version. Pure. */
export function createDocumentWrite(names: Names): (resolved: ResolvedInteraction) => DocumentWrite {
  return (resolved) => {
    const { documentId, reading, occurredAt, receivedAt } = resolved.interaction;
    // A corrected reading may move a document to another month: then both are written.
    const base = { place: `${documentId}/${occurredAt}`, reading, receivedAt };
    if (!isSound(resolved))
      return { ...base, month: '', operation: { failed: archiveErrors.documentInvalid() } };
    const month = interactionMonth(occurredAt, receivedAt);
    if (month === undefined) {
      const failed = archiveErrors.documentInvalid({ detail: { field: 'occurredAt' } });
      return { ...base, month: '', operation: { failed } };
    }
    return {
      ...base,
      month,
      operation: operationOf(
        `{"index":{"_index":"${names.interactionsOf(month)}","_id":"${documentId}","version":${reading},"version_type":"external"}}`,
        JSON.stringify(documentOf(resolved)),
      ),
    };
  };
}

/**
 * Of the records that lead to the same document (an interaction comes once for each of its customers) only the one with the
 * highest reading is written; the first of equals.
 */
function chooseWriters(writes: ReadonlyArray<DocumentWrite>): {
  writers: number[];
  writerOf: number[];
} {
  const slots = new Map<string, number>();
  const writers: number[] = [];
  const writerOf = writes.map(({ place, reading }, index) => {
    const slot = slots.get(place);
    if (slot === undefined) {
      slots.set(place, writers.length);
      return writers.push(index) - 1;
    }
    const chosen = writes[writers[slot] ?? -1];
    if (chosen !== undefined && reading > chosen.reading) writers[slot] = index;
    return slot;
  });
  return { writers, writerOf };
}

/**
 * Writes each document into the index of its month: a later reading replaces, the same or an earlier one is `unchanged`. One
 * result per write, in order.
 * @param wrote hears the month of each document
 */
export function createIndexDocuments(bulk: Bulk, wrote: (month: string) => void): IndexDocuments {
  return async (writes, call) => {
    const { writers, writerOf } = chooseWriters(writes);
    const written = await bulk(
      writers.length,
      (slot) => {
        const write = writes[writers[slot] ?? -1];
        if (write === undefined) return { failed: archiveErrors.documentInvalid() };
        if (write.month !== '') wrote(write.month);
        return write.operation;
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
