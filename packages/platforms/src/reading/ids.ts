import { hash } from 'node:crypto';

/** The namespace of every id that is derived here; it must never change. */
export const NAMESPACE = '6f1f6b0e-4d0c-5c57-9d1b-6f2d8f9a3c41';

const namespaceBytes = Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex');

/** UUIDv5 (RFC 9562, section 5.5) of the parts, which are joined by a separator that no vendor's id contains. */
export function derivedId(...parts: ReadonlyArray<string>): string {
  const text = parts.join('\u001f');
  const bytes = Buffer.allocUnsafe(namespaceBytes.length + Buffer.byteLength(text));
  bytes.set(namespaceBytes);
  bytes.write(text, namespaceBytes.length);
  const hex = hash('sha1', bytes, 'hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Lower-case hex SHA-256 of a text or bytes. */
export const sha256 = (value: string | Uint8Array): string => hash('sha256', value, 'hex');

/** The id of an interaction: the same over redelivery, edit and reconnection. */
export const interactionIdOf = (platform: string, account: string, objectId: string): string =>
  derivedId(platform, account, objectId);
