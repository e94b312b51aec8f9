/** A record as kafkajs hands it to its encoder: what the sender gave, with its place in the batch. */
export interface BatchedRecord {
  readonly key?: unknown;
  readonly value?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  /** Milliseconds after the first record of the batch. */
  readonly timestampDelta?: number;
  readonly offsetDelta?: number;
}

type Text = string | Buffer;

const isText = (value: unknown): value is Text => typeof value === 'string' || Buffer.isBuffer(value);
const isTextOrNull = (value: unknown): value is Text | null | undefined =>
  value === null || value === undefined || isText(value);

const bytesOf = (text: Text): number => (typeof text === 'string' ? Buffer.byteLength(text) : text.length);

/** https://protobuf.dev/programming-guides/encoding/#signed-ints, of 32 bits, as an unsigned number. */
const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;
const NULL = zigzag(-1);

function sizeOfVarint(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

const sizeOfText = (bytes: number): number => sizeOfVarint(zigzag(bytes)) + bytes;

/** Each of these writes at a place and returns the one behind it. */
function putVarint(into: Buffer, at: number, value: number): number {
  let rest = value;
  let place = at;
  for (; rest >= 0x80; rest >>>= 7) into[place++] = (rest & 0x7f) | 0x80;
  into[place++] = rest;
  return place;
}

function putText(into: Buffer, at: number, text: Text, bytes: number): number {
  const start = putVarint(into, at, zigzag(bytes));
  if (typeof text !== 'string') into.set(text, start);
  // With as many bytes as characters all of them are ASCII, which latin1 writes faster.
  else into.write(text, start, bytes, text.length === bytes ? 'latin1' : 'utf8');
  return start + bytes;
}

const LARGEST_DELTA = 2 ** 30;

/**
 * A record of a record batch, version 2 (https://kafka.apache.org/documentation/#record), measured first and then written into
 * one buffer.
 * @returns undefined for what this does not know: several values of one header, values that are neither text nor bytes,
 *   times before the first record's or twelve days after it
 */
export function encodeRecord(record: BatchedRecord): Buffer | undefined {
  const { key, value, headers = {}, timestampDelta = 0, offsetDelta = 0 } = record;
  if (!(timestampDelta >= 0 && timestampDelta < LARGEST_DELTA)) return undefined;
  if (!isTextOrNull(key) || !isTextOrNull(value)) return undefined;
  const names = Object.keys(headers);
  const sizes: number[] = [];
  let size = 1 + sizeOfVarint(zigzag(timestampDelta)) + sizeOfVarint(zigzag(offsetDelta));
  for (const part of [key, value]) {
    const bytes = part === null || part === undefined ? -1 : bytesOf(part);
    sizes.push(bytes);
    size += bytes < 0 ? 1 : sizeOfText(bytes);
  }
  size += sizeOfVarint(zigzag(names.length));
  for (const name of names) {
    const header = headers[name];
    if (!isText(header)) return undefined;
    const nameBytes = bytesOf(name);
    const headerBytes = bytesOf(header);
    sizes.push(nameBytes, headerBytes);
    size += sizeOfText(nameBytes) + sizeOfText(headerBytes);
  }

  const buffer = Buffer.allocUnsafe(sizeOfVarint(zigzag(size)) + size);
  let next = 0;
  const put = (at: number, text: Text): number => putText(buffer, at, text, sizes[next++] ?? 0);
  const putOrNull = (at: number, text: Text | null | undefined): number => {
    if (text !== null && text !== undefined) return put(at, text);
    next += 1;
    return putVarint(buffer, at, NULL);
  };
  let at = putVarint(buffer, 0, zigzag(size));
  // The record's attributes, of which none is in use.
  buffer[at++] = 0;
  at = putVarint(buffer, at, zigzag(timestampDelta));
  at = putVarint(buffer, at, zigzag(offsetDelta));
  at = putOrNull(at, key);
  at = putOrNull(at, value);
  at = putVarint(buffer, at, zigzag(names.length));
  for (const name of names) {
    at = put(at, name);
    at = put(at, headers[name] as Text);
  }
  return buffer;
}
