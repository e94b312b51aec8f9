import type { RawRecord } from '@throughline/raw';
import { operationOf, type Bulk, type BulkCall, type ItemResult } from './bulk.ts';
import { ask, type Transport } from './client.ts';
import { archiveErrors } from './errors.ts';
import { isFileable, monthOf } from './months.ts';
import type { Names } from './names.ts';

const DIGEST = /^[0-9a-f]{64}$/;
/** A month's index appears once a month; until it is known here, a record of it is found by the hint alone. */
const MONTHS_KNOWN_FOR_MS = 60_000;

/** A raw record as it lies in the archive: the same, with the bytes in base64. */
type StoredRaw = Omit<RawRecord, 'body'> & { readonly body: string };

export type StoreRaw = (
  records: ReadonlyArray<RawRecord>,
  call?: BulkCall,
) => Promise<ReadonlyArray<ItemResult>>;

/**
 * Keeps raw records by digest in the index of the month they were received in. A record that is there is never written
 * again (`unchanged`). One result per record, in order.
 */
export function createStoreRaw(bulk: Bulk, names: Names): StoreRaw {
  return (records, call) =>
    bulk(
      records.length,
      (index) => {
        const record = records[index];
        if (record === undefined || !DIGEST.test(record.digest) || !isFileable(record.receivedAt))
          return { failed: archiveErrors.documentInvalid() };
        const { buffer, byteOffset, byteLength } = record.body;
        const stored: StoredRaw = {
          ...record,
          body: Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
        };
        return operationOf(
          `{"create":{"_index":"${names.rawOf(monthOf(record.receivedAt))}","_id":"${record.digest}"}}`,
          JSON.stringify(stored),
        );
      },
      call,
    );
}

export interface RawHint {
  /** When the record was received (epoch milliseconds), where the caller knows: saves looking through every month. */
  readonly receivedAt?: number;
}

interface Found {
  readonly found?: boolean;
  readonly _source?: StoredRaw;
}

/**
 * Brings a raw record back by its digest, byte for byte; at once after it was stored, without waiting for a refresh.
 * The reader proves it by computing the digest again (`digestOf` of `@throughline/raw`).
 */
export function createRawReader(send: Transport, names: Names) {
  let months: ReadonlyArray<string> = [];
  let monthsAt = 0;

  async function knownMonths(): Promise<ReadonlyArray<string>> {
    if (Date.now() - monthsAt < MONTHS_KNOWN_FOR_MS && months.length > 0) return months;
    const { status, body } = await ask(send, { method: 'GET', path: `/_alias/${names.raw}` }, [404]);
    months =
      status === 404
        ? []
        : Object.keys(body as object)
            .sort()
            .toReversed();
    monthsAt = Date.now();
    return months;
  }

  async function lookIn(indices: ReadonlyArray<string>, digest: string): Promise<RawRecord | undefined> {
    if (indices.length === 0) return undefined;
    const docs = indices.map((index) => ({ _index: index, _id: digest }));
    const { body } = await ask(send, { method: 'POST', path: '/_mget', body: { docs } });
    const found = (body as { docs: ReadonlyArray<Found> }).docs.find((document) => document.found === true);
    if (found?._source === undefined) return undefined;
    return { ...found._source, body: Buffer.from(found._source.body, 'base64') };
  }

  /** @throws archive.store-away, archive.access-refused */
  return async (digest: string, hint: RawHint = {}): Promise<RawRecord | undefined> => {
    if (!DIGEST.test(digest)) return undefined;
    const { receivedAt } = hint;
    if (receivedAt !== undefined && isFileable(receivedAt)) {
      const record = await lookIn([names.rawOf(monthOf(receivedAt))], digest);
      if (record !== undefined) return record;
    }
    return lookIn(await knownMonths(), digest);
  };
}
