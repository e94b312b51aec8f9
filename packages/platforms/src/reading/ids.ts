import { hash } from 'node:crypto';

/** The namespace of every id that is derived here; it must never change. */
export const NAMESPACE = '6f1f6b0e-4d0c-5c57-9d1b-6f2d8f9a3c41';

const namespaceBytes = Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex');

/** Most ids are short: a buffer for each would cost as much as the rest. */
const scratch = Buffer.alloc(2_048);
scratch.set(namespaceBytes);
/** A UTF-16 code unit takes at most three bytes. */
const LONGEST_SHORT = Math.floor((scratch.length - namespaceBytes.length) / 3);

const shape = Buffer.alloc(36);
const HYPHEN = 45;
/** The characters 0 to 9 and a to f. */
const hexDigit = (value: number): number => value + (value < 10 ? 48 : 87);

/** UUIDv5 (RFC 9562, section 5.5) of the parts, which are joined by a separator that no vendor's id contains. */
export function derivedId(...parts: ReadonlyArray<string>): string {
  const text = parts.join('\u001f');
  const bytes =
    text.length <= LONGEST_SHORT
      ? scratch.subarray(0, namespaceBytes.length + scratch.write(text, namespaceBytes.length))
      : Buffer.concat([namespaceBytes, Buffer.from(text)]);
  const digest = hash('sha1', bytes, 'binary');
  // Written as a whole rather than put together of parts, which every reader of the text would have to join first.
  let at = 0;
  for (let index = 0; index < 16; index += 1) {
    const octet = digest.charCodeAt(index);
    const value = index === 6 ? (octet & 0x0f) | 0x50 : index === 8 ? (octet & 0x3f) | 0x80 : octet;
    if (index === 4 || index === 6 || index === 8 || index === 10) shape[at++] = HYPHEN;
    shape[at++] = hexDigit(value >> 4);
    shape[at++] = hexDigit(value & 0x0f);
  }
  return shape.toString('latin1');
}

/** Lower-case hex SHA-256 of a text or bytes. */
export const sha256 = (value: string | Uint8Array): string => hash('sha256', value, 'hex');

/** The id of an interaction: the same over redelivery, edit and reconnection. */
export const interactionIdOf = (platform: string, account: string, objectId: string): string =>
  derivedId(platform, account, objectId);
