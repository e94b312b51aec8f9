import { createHash, randomBytes } from 'node:crypto';

/**
 * A delivery exactly as it was received, or an object exactly as a vendor's API gave it.
 * It is the evidence that everything else is read from.
 */
export interface RawRecord {
  readonly platform: string;
  readonly sourceId: string;
  readonly family: string;
  /** HTTP method of the delivery; `FETCH` for an object that the fetcher brought. */
  readonly method: string;
  /** Public, absolute URL; secrets masked after verification. */
  readonly url: string;
  /** The HTTP headers that are kept: lower-case names, secrets masked. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact bytes. */
  readonly body: Uint8Array;
  /** UTC, epoch milliseconds. */
  readonly receivedAt: number;
  readonly deliveryId: string;
  readonly key: string;
  /** 16 random bytes, lower-case hex: makes the digest unguessable, so that erasing it erases the tie. */
  readonly salt: string;
  /** See {@link digestOf}. */
  readonly digest: string;
  /** How it was verified at receipt, for example `hmac-sha1` or `path-secret`. */
  readonly verification: string;
  /** Where it lies in Kafka, once it does. */
  readonly position?: { readonly topic: string; readonly partition: number; readonly offset: number };
}

type Digested = Pick<RawRecord, 'salt' | 'method' | 'url' | 'headers' | 'body'>;

const lengthPrefixed = (text: string): Buffer => {
  const bytes = Buffer.from(text, 'utf8');
  const out = Buffer.allocUnsafe(4 + bytes.length);
  out.writeUInt32BE(bytes.length, 0);
  bytes.copy(out, 4);
  return out;
};

/** The kept headers as the digest sees them: `name:value` lines sorted by name, joined by LF. */
const canonicalHeaders = (headers: Digested['headers']): string =>
  Object.keys(headers)
    .sort()
    .map((name) => `${name}:${headers[name]}`)
    .join('\n');

/**
 * SHA-256 over salt, method, URL, kept headers and body, lower-case hex. Each part but the salt (16 bytes) is preceded
 * by its length as a 32-bit big-endian number, so that no two different records share a preimage.
 */
export function digestOf(record: Digested): string {
  const hash = createHash('sha256');
  hash.update(Buffer.from(record.salt, 'hex'));
  hash.update(lengthPrefixed(record.method));
  hash.update(lengthPrefixed(record.url));
  hash.update(lengthPrefixed(canonicalHeaders(record.headers)));
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(record.body.byteLength, 0);
  hash.update(length);
  hash.update(record.body);
  return hash.digest('hex');
}

/** Salts and digests a record that has neither yet. */
export function sealRecord(record: Omit<RawRecord, 'salt' | 'digest'>): RawRecord {
  const salted = { ...record, salt: randomBytes(16).toString('hex') };
  return { ...salted, digest: digestOf(salted) };
}
