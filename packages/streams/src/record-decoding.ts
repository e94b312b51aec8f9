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
  /** Of a header that comes several times, each value. */
  readonly headers: Record<string, HeaderValue | HeaderValue[]>;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
}

type HeaderValue = Buffer | null;

const LOG_APPEND_TIME = 1;
const LONGEST_VARINT = 5;
/** Below this sums of an offset or time and a delta are exact. */
const LARGEST_EXACT = 2 ** 52;

/** Reads on through the bytes of a record. `isSound` is false once there was something in them that is left to kafkajs. */
class Cursor {
  readonly buffer: Buffer;
  at: number;
  isSound = true;

  constructor(buffer: Buffer, at: number) {
    this.buffer = buffer;
    this.at = at;
  }

  varint(): number {
    let result = 0;
    for (let place = 0; place < LONGEST_VARINT; place += 1) {
      const byte = this.buffer[this.at++] ?? 0;
      result |= (byte & 0x7f) << (7 * place);
      if (byte < 0x80) {
        if (place === LONGEST_VARINT - 1 && byte > 0x0f) this.isSound = false;
        return (result >>> 1) ^ -(result & 1);
      }
    }
    this.isSound = false;
    return 0;
  }

  bytes(): Buffer | null {
    const length = this.varint();
    if (length === -1) return null;
    if (length < 0) this.isSound = false;
    const start = this.at;
    this.at += length;
    return this.buffer.subarray(start, this.at);
  }

  skip(isNullable: boolean): void {
    const length = this.varint();
    if (length >= 0) this.at += length;
    else if (length !== -1 || !isNullable) this.isSound = false;
  }
}

/**
 * A text that was read before at the same place of another record: names always come again, values of some headers mostly, and looking
 * is faster than making a string.
 */
interface Known {
  readonly text: string;
  readonly bytes: Buffer;
}

/** By place: the name and the value of each header. Longer texts hardly ever come again. */
const known: Known[] = [];
const LONGEST_KNOWN = 24;
const MOST_KNOWN = 64;

function textAt(buffer: Buffer, start: number, end: number, place: number): string {
  const length = end - start;
  if (length > LONGEST_KNOWN || place >= MOST_KNOWN) return buffer.toString('utf8', start, end);
  const last = known[place];
  if (last !== undefined && last.bytes.length === length) {
    let at = 0;
    while (at < length && last.bytes[at] === buffer[start + at]) at += 1;
    if (at === length) return last.text;
  }
  const text = buffer.toString('utf8', start, end);
  known[place] = { text, bytes: Buffer.from(buffer.subarray(start, end)) };
  return text;
}

/**
 * A record whose headers stay bytes until someone asks for them: of a fetch of thousands of records, a dozen objects for each would
 * outlive the young generation.
 */
export class FetchedRecord implements DecodedRecord {
  readonly magicByte: number;
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
  readonly #bytes: Buffer;
  readonly #headersAt: number;

  /** @param own all but the headers @param headersAt where in the bytes of the record they are counted */
  constructor(own: Omit<DecodedRecord, 'headers'>, bytes: Buffer, headersAt: number) {
    this.magicByte = own.magicByte;
    this.attributes = own.attributes;
    this.timestamp = own.timestamp;
    this.offset = own.offset;
    this.key = own.key;
    this.value = own.value;
    this.isControlRecord = own.isControlRecord;
    this.batchContext = own.batchContext;
    this.#bytes = bytes;
    this.#headersAt = headersAt;
  }

  get headers(): Record<string, HeaderValue | HeaderValue[]> {
    const headers: Record<string, HeaderValue | HeaderValue[]> = {};
    const cursor = new Cursor(this.#bytes, this.#headersAt);
    for (let left = cursor.varint(); left > 0; left -= 1) {
      const name = cursor.bytes()?.toString() ?? '';
      const value = cursor.bytes();
      const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
      const all = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
      Object.defineProperty(headers, name, {
        value: all,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return headers;
  }

  /** The headers as UTF-8; of one that comes several times, the last. What has no value reads `null`. */
  headerTexts(): Record<string, string> {
    const texts: Record<string, string> = {};
    const cursor = new Cursor(this.#bytes, this.#headersAt);
    const { buffer } = cursor;
    const count = cursor.varint();
    for (let index = 0; index < count; index += 1) {
      const nameEnd = cursor.varint() + cursor.at;
      const name = textAt(buffer, cursor.at, nameEnd, 2 * index);
      cursor.at = nameEnd;
      const length = cursor.varint();
      texts[name] = length < 0 ? 'null' : textAt(buffer, cursor.at, cursor.at + length, 2 * index + 1);
      cursor.at += Math.max(0, length);
    }
    return texts;
  }
}

/**
 * A record of a record batch, version 2 (https://kafka.apache.org/documentation/#record), without the length before it.
 * @returns undefined for what this leaves to kafkajs: numbers beyond 32 bits (offsets and times beyond 52), truncated records
 */
export function decodeRecord(buffer: Buffer, context: BatchContext): FetchedRecord | undefined {
  if (buffer.length === 0) return undefined;
  const cursor = new Cursor(buffer, 1);
  const timestampDelta = cursor.varint();
  const offsetDelta = cursor.varint();
  const key = cursor.bytes();
  const value = cursor.bytes();
  const headersAt = cursor.at;
  const count = cursor.varint();
  if (count < 0) return undefined;
  for (let left = count; left > 0 && cursor.isSound && cursor.at <= buffer.length; left -= 1) {
    cursor.skip(false);
    cursor.skip(true);
  }
  const { firstTimestamp, maxTimestamp, timestampType, magicByte, isControlBatch = false } = context;
  const first = Number(context.firstOffset);
  const since = Number(firstTimestamp);
  if (!cursor.isSound || cursor.at > buffer.length) return undefined;
  if (first > LARGEST_EXACT || Math.abs(since) > LARGEST_EXACT) return undefined;
  const isAppendTime = timestampType === LOG_APPEND_TIME && maxTimestamp !== undefined && maxTimestamp !== '';
  return new FetchedRecord(
    {
      magicByte,
      attributes: buffer.readInt8(0),
      timestamp: isAppendTime ? maxTimestamp : String(since + timestampDelta),
      offset: String(first + offsetDelta),
      key,
      value,
      isControlRecord: isControlBatch,
      batchContext: context,
    },
    buffer,
    headersAt,
  );
}
