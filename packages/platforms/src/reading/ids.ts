import { hash } from 'node:crypto';

/** The namespace of every id that is derived here; it must never change. */
export const NAMESPACE = '6f1f6b0e-4d0c-5c57-9d1b-6f2d8f9a3c41';

const namespaceBytes = Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex');

/** UUIDv5 (RFC 9562, section 5.5) of the parts, which are joined by a separator that no vendor's id contains. */
export function derivedId(...parts: ReadonlyArray<string>): string {
  const digest = hash(
    'sha1',
    Buffer.concat([namespaceBytes, Buffer.from(parts.join('\u001f'), 'utf8')]),
    'buffer',
  );
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** Lower-case hex SHA-256 of a text or bytes. */
export const sha256 = (value: string | Uint8Array): string => hash('sha256', value, 'hex');

/** The id of an interaction: the same over redelivery, edit and reconnection. */
export const interactionIdOf = (platform: string, account: string, objectId: string): string =>
  derivedId(platform, account, objectId);
