import type { BodyStore } from './body-store.ts';
import { rawErrors } from './errors.ts';
import { digestOf, type RawRecord } from './record.ts';

/** Bytes above which a body goes to the body store: with its headers a record stays below a broker's usual 1 MiB. */
export const LARGE_BODY_BYTES = 900 * 1000;

export interface EncodedRaw {
  readonly key: string;
  /** The exact bytes; empty where the body is in the body store. */
  readonly value: Buffer;
  readonly headers: Record<string, string>;
}

/** A raw record as it lies in Kafka. The topic is `rawTopic(family)` unless the source has one of its own. */
export interface KafkaRecord {
  /** Without the prefix of the installation. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number | bigint | string;
  readonly key?: string | null;
  readonly value: Uint8Array | null;
  readonly headers: Readonly<Record<string, string | Uint8Array | undefined>>;
}

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether the record's body has to be in the body store before the record is produced. */
export const isLarge = (record: Pick<RawRecord, 'body'>): boolean =>
  record.body.byteLength > LARGE_BODY_BYTES;

/**
 * The Kafka record of a raw record: the exact bytes as its value, all else in headers (UTF-8 text; times are epoch
 * milliseconds). A body over {@link LARGE_BODY_BYTES} is left out and `body-ref` names its digest: put it into the body
 * store first.
 */
export function encodeRaw(record: RawRecord): EncodedRaw {
  const headers: Record<string, string> = {
    platform: record.platform,
    source: record.sourceId,
    family: record.family,
    method: record.method,
    url: record.url,
    http: JSON.stringify(record.headers),
    'received-at': String(record.receivedAt),
    'delivery-id': record.deliveryId,
    salt: record.salt,
    digest: record.digest,
    verification: record.verification,
  };
  if (!isLarge(record)) return { key: record.key, value: bufferOf(record.body), headers };
  headers['body-ref'] = record.digest;
  return { key: record.key, value: Buffer.alloc(0), headers };
}

/**
 * Reads a raw record back; where its body is in the body store, brings it from there and holds it to the digest.
 * @throws raw.header-missing, raw.headers-unreadable, raw.body-missing, raw.body-altered; database.unavailable
 */
export async function decodeRaw(record: KafkaRecord, bodies?: BodyStore): Promise<RawRecord> {
  const raw = decodeRawHeaders(record);
  const reference = headerOf(record, 'body-ref');
  if (reference === undefined) return raw;
  const body = await bodies?.get(reference);
  if (body === undefined) throw rawErrors.bodyMissing({ detail: { digest: reference } });
  const whole = { ...raw, body };
  if (digestOf(whole) !== raw.digest) throw rawErrors.bodyAltered({ detail: { digest: raw.digest } });
  return whole;
}

/** As {@link decodeRaw} without the body store: a large record comes with an empty body. */
export function decodeRawHeaders(record: KafkaRecord): RawRecord {
  const required = (name: string): string => {
    const value = headerOf(record, name);
    if (value === undefined)
      throw rawErrors.headerMissing({ detail: { header: name, ...positionOf(record) } });
    return value;
  };
  const receivedAt = Number(required('received-at'));
  if (!Number.isSafeInteger(receivedAt)) {
    throw rawErrors.headerMissing({ detail: { header: 'received-at', ...positionOf(record) } });
  }
  const deliveryId = required('delivery-id');
  return {
    platform: required('platform'),
    sourceId: required('source'),
    family: required('family'),
    method: required('method'),
    url: required('url'),
    headers: httpHeadersOf(required('http'), record),
    body: record.value ?? Buffer.alloc(0),
    receivedAt,
    deliveryId,
    key: record.key ?? deliveryId,
    salt: required('salt'),
    digest: required('digest'),
    verification: required('verification'),
    position: positionOf(record),
  };
}

const positionOf = ({ topic, partition, offset }: KafkaRecord) => ({
  topic,
  partition,
  offset: Number(offset),
});

function headerOf({ headers }: KafkaRecord, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || typeof value === 'string' ? value : bufferOf(value).toString('utf8');
}

function httpHeadersOf(text: string, record: KafkaRecord): Record<string, string> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      if (Object.values(parsed).every((value) => typeof value === 'string'))
        return parsed as Record<string, string>;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw rawErrors.headersUnreadable({ detail: positionOf(record) });
}
