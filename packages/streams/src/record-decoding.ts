/** What kafkajs's record decoder is told of the batch. */
export interface BatchContext {
  /** Decimal. */
  readonly firstOffset: string;
  /** Epoch milliseconds, decimal. */
  readonly firstTimestamp: string;
  readonly maxTimestamp?: string;
  /** 1 where the broker's time stands for that of each record. */
  readonly timestampType?: number;
  readonly magicByte: number;
  readonly isControlBatch?: boolean;
}

/** A record as kafkajs's decoder gives it. */
export interface DecodedRecord {
  readonly magicByte: number;
  readonly attributes: number;
  /** Epoch milliseconds, decimal. */
  readonly timestamp: string;
  /** Decimal. */
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, Buffer | null>;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
}

const LOG_APPEND_TIME = 1;
const LONGEST_VARINT = 5;
/** Below this sums of an offset or time and a delta are exact. */
const LARGEST_EXACT = 2 ** 52;

/**
 * A record of a record batch, version 2 (https://kafka.apache.org/documentation/#record), without the length before it.
 * @returns undefined for what this leaves to kafkajs: several headers of one name or of a name that every object has, numbers
 *   beyond 32 bits (offsets and times beyond 52), truncated records
 */
export function decodeRecord(buffer: Buffer, context: BatchContext): DecodedRecord | undefined {
  let at = 1;
  let known = buffer.length > 0;

  const varint = (): number => {
    let result = 0;
    for (let place = 0; place < LONGEST_VARINT; place += 1) {
      const byte = buffer[at++] ?? 0;
      result |= (byte & 0x7f) << (7 * place);
      if (byte < 0x80) {
        if (place === LONGEST_VARINT - 1 && byte > 0x0f) known = false;
        return (result >>> 1) ^ -(result & 1);
      }
    }
    known = false;
    return 0;
  };
  const bytes = (): Buffer | null => {
    const length = varint();
    if (length === -1) return null;
    if (length < 0) known = false;
    const start = at;
    at += length;
    return buffer.subarray(start, at);
  };

  const timestampDelta = varint();
  const offsetDelta = varint();
  const key = bytes();
  const value = bytes();
  const headers: Record<string, Buffer | null> = {};
  const count = varint();
  if (count < 0) return undefined;
  for (let index = 0; index < count && known && at <= buffer.length; index += 1) {
    const length = varint();
    if (length < 0) return undefined;
    const name = buffer.toString('utf8', at, (at += length));
    if (name in headers) return undefined;
    headers[name] = bytes();
  }
  const { firstTimestamp, maxTimestamp, timestampType, magicByte, isControlBatch = false } = context;
  const first = Number(context.firstOffset);
  const since = Number(firstTimestamp);
  if (!known || at > buffer.length || first > LARGEST_EXACT || Math.abs(since) > LARGEST_EXACT)
    return undefined;
  return {
    magicByte,
    attributes: buffer.readInt8(0),
    timestamp:
      timestampType === LOG_APPEND_TIME && maxTimestamp ? maxTimestamp : String(since + timestampDelta),
    offset: String(first + offsetDelta),
    key,
    value,
    headers,
    isControlRecord: isControlBatch,
    batchContext: context,
  };
}
