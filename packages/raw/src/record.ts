import { hash, randomBytes } from 'node:crypto';

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

/** The kept headers as the digest sees them: `name:value` lines sorted by name, joined by LF. */
function canonicalHeaders(headers: Digested['headers']): string {
  let text = '';
  for (const name of Object.keys(headers).sort()) {
    if (text !== '') text += '\n';
    text += `${name}:${headers[name]}`;
  }
  return text;
}

const SALT_BYTES = 16;
const LENGTH_BYTES = 4;
/** Of UTF-8, for one UTF-16 code unit. */
const MOST_BYTES_PER_UNIT = 3;
/** Where preimages of the usual size are put together, one after the other. */
const scratch = Buffer.allocUnsafeSlow(32 * 1024);

/**
 * SHA-256 over salt, method, URL, kept headers and body, lower-case hex. Each part but the salt (16 bytes) is preceded
 * by its length as a 32-bit big-endian number, so that no two different records share a preimage.
 */
export function digestOf({ salt, method, url, headers, body }: Digested): string {
  const texts = [method, url, canonicalHeaders(headers)];
  let most = SALT_BYTES + LENGTH_BYTES + body.byteLength;
  for (const text of texts) most += LENGTH_BYTES + MOST_BYTES_PER_UNIT * text.length;
  // Put together and hashed at once: for a body of a few kilobytes that takes half as long as a hash object.
  const preimage = most <= scratch.length ? scratch : Buffer.allocUnsafe(most);
  let at = preimage.write(salt, 0, SALT_BYTES, 'hex');
  for (const text of texts) {
    const length = preimage.write(text, at + LENGTH_BYTES);
    preimage.writeUInt32BE(length, at);
    at += LENGTH_BYTES + length;
  }
  at = preimage.writeUInt32BE(body.byteLength, at);
  preimage.set(body, at);
  return hash('sha256', preimage.subarray(0, at + body.byteLength), 'hex');
}

const SALTS_AT_ONCE = 256;
let salts = '';
let nextSalt = 0;

/** Drawn by the hundred: asking the system for each costs more than all else of sealing. */
function newSalt(): string {
  if (nextSalt >= salts.length) {
    salts = randomBytes(SALTS_AT_ONCE * SALT_BYTES).toString('hex');
    nextSalt = 0;
  }
  const salt = salts.slice(nextSalt, nextSalt + 2 * SALT_BYTES);
  nextSalt += 2 * SALT_BYTES;
  return salt;
}

/** Salts and digests a record that has neither yet. */
export function sealRecord(record: Omit<RawRecord, 'salt' | 'digest'>): RawRecord {
  const salt = newSalt();
  const { method, url, headers, body } = record;
  return { ...record, salt, digest: digestOf({ salt, method, url, headers, body }) };
}
