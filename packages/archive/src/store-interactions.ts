import type { CodedError } from '@throughline/errors';
import type { ResolvedInteraction } from '@throughline/schemas';
import { operationOf, type Bulk, type BulkCall, type ItemResult, type Operation } from './bulk.ts';
import { documentOf } from './document.ts';
import { idOf, isUuid } from './document-id.ts';
import { archiveErrors } from './errors.ts';
import { interactionMonth } from './months.ts';
import type { Names } from './names.ts';

/** A resolved interaction as it is written. It holds nothing of the record but the document's text: a fraction of its memory. */
export interface DocumentWrite {
  /** The same for records that lead to the same document in the same month. */
  readonly place: string;
  readonly reading: number;
  /** Epoch milliseconds, UTC. */
  readonly receivedAt: number;
  /** `YYYY-MM`; empty where it can never be written. */
  readonly month: string;
  readonly operation: Operation | { readonly failed: CodedError };
}

export type IndexDocuments = (
  writes: ReadonlyArray<DocumentWrite>,
  call?: BulkCall,
) => Promise<ReadonlyArray<ItemResult>>;

const isSound = ({ interaction }: ResolvedInteraction): boolean =>
  isUuid(interaction.documentId) &&
  isUuid(interaction.interactionId) &&
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
        `{"index":{"_index":"${names.interactionsOf(month)}","_id":"${idOf(documentId)}","version":${reading},"version_type":"external"}}`,
        JSON.stringify(documentOf(resolved)),
      ),
    };
  };
}

/**
 * Of the records that lead to the same document (an interaction comes once for each of its customers) only the one with the
 * highest reading is written; the first of equals.
 * @returns for each write, the index of the one that is written for it
 */
function chooseWriters(writes: ReadonlyArray<DocumentWrite>): number[] {
  const writers = new Map<string, number>();
  for (const [index, { place, reading }] of writes.entries()) {
    const chosen = writes[writers.get(place) ?? -1];
    if (chosen === undefined || reading > chosen.reading) writers.set(place, index);
  }
  return writes.map(({ place }) => writers.get(place) ?? -1);
}

/**
 * Writes each document into the index of its month: a later reading replaces, the same or an earlier one is `unchanged`. One
 * result per write, in order.
 * @param wrote hears the month of each document
 */
export function createIndexDocuments(bulk: Bulk, wrote: (month: string) => void): IndexDocuments {
  return async (writes, call) => {
    const writerOf = chooseWriters(writes);
    const monthOf = (index: number): string => writes[index]?.month ?? '';
    // Month by month: a request is divided by index, and each part costs a task and a write to the disk.
    const order = [...new Set(writerOf)].sort((a, b) => monthOf(a).localeCompare(monthOf(b)));
    const results = await bulk(
      order.length,
      (position) => {
        const write = writes[order[position] ?? -1];
        if (write === undefined) return { failed: archiveErrors.documentInvalid() };
        if (write.month !== '') wrote(write.month);
        return write.operation;
      },
      call,
    );
    const resultOf = new Map(order.map((index, position) => [index, results[position]]));
    return writerOf.map((writer, index): ItemResult => {
      const result = resultOf.get(writer);
      if (result === undefined) return { failed: archiveErrors.documentInvalid() };
      return result === 'stored' && writer !== index ? 'unchanged' : result;
    });
  };
}
