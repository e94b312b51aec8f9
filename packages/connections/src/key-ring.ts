import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { z } from 'zod';
import { connectionsErrors } from './errors.ts';

/** Nonce of 96 random bits, as NIST SP 800-38D, 8.2.2 allows for far more messages than there will ever be connections. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealed {
  readonly keyId: string;
  /** Nonce (12 bytes), tag (16 bytes), ciphertext. */
  readonly bytes: Buffer;
}

/** AES-256-GCM under the current key; opens what any key of the ring has sealed. */
export interface KeyRing {
  readonly currentKeyId: string;
  /** @param rowId bound to the ciphertext, so that it cannot be moved to another row. */
  seal(rowId: string, value: unknown): Sealed;
  /** @throws connections.key-unknown, connections.undecipherable */
  open(rowId: string, sealed: Sealed): unknown;
  /** A proof that whoever made it holds the ring: hex HMAC-SHA256 of the text under a key derived for the purpose. */
  prove(purpose: string, text: string): string;
  /** Whether any key of the ring made the proof. In constant time; anything else is simply false. */
  proves(purpose: string, text: string, proof: string): boolean;
}

/**
 * @param text `id:base64,id:base64`: keys of 32 bytes, the current one first; older ones stay until `reencrypt` has run.
 * @throws connections.keys-invalid
 */
export function parseKeyRing(text: string): KeyRing {
  const keys = new Map<string, Buffer>();
  for (const pair of text.split(',')) {
    const [keyId = '', encoded = ''] = pair.trim().split(':');
    const key = Buffer.from(encoded, 'base64');
    if (!/^[\w.-]{1,64}$/.test(keyId) || key.length !== 32 || keys.has(keyId)) {
      throw connectionsErrors.keysInvalid({ detail: { position: keys.size + 1 } });
    }
    keys.set(keyId, key);
  }
  const [current] = keys;
  if (current === undefined) throw connectionsErrors.keysInvalid();
  const [currentKeyId, currentKey] = current;
  const proofBy = (key: Buffer, purpose: string, text: string): Buffer =>
    createHmac('sha256', Buffer.from(hkdfSync('sha256', key, '', purpose, 32)))
      .update(text)
      .digest();
  return {
    currentKeyId,
    prove: (purpose, text) => proofBy(currentKey, purpose, text).toString('hex'),
    proves: (purpose, text, proof) => {
      const given = Buffer.from(proof, 'hex');
      return [...keys.values()].some((key) => {
        const expected = proofBy(key, purpose, text);
        return given.length === expected.length && timingSafeEqual(given, expected);
      });
    },
    seal: (rowId, value) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', currentKey, nonce).setAAD(Buffer.from(rowId));
      const ciphertext = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return { keyId: currentKeyId, bytes: Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]) };
    },
    open: (rowId, { keyId, bytes }) => {
      const key = keys.get(keyId);
      if (key === undefined) throw connectionsErrors.keyUnknown({ detail: { keyId, rowId } });
      try {
        const nonce = bytes.subarray(0, NONCE_BYTES);
        const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(rowId)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const text = Buffer.concat([
          decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
          decipher.final(),
        ]);
        return JSON.parse(text.toString('utf8'));
      } catch (error) {
        throw connectionsErrors.undecipherable({ detail: { keyId, rowId }, cause: error });
      }
    },
  };
}

/** A fresh pair for CONNECTIONS_KEYS. */
export const generateKey = (keyId: string): string => `${keyId}:${randomBytes(32).toString('base64')}`;

/** To be spread into the configuration of each service that opens connections. */
export const connectionsConfig = {
  CONNECTIONS_KEYS: z
    .string()
    .transform((text, context) => {
      try {
        return parseKeyRing(text);
      } catch {
        context.addIssue({ code: 'custom', message: connectionsErrors.keysInvalid().action });
        return z.NEVER;
      }
    })
    .describe(
      'Keys that encrypt the credentials: id:base64 of 32 bytes, separated by commas, the current one first (secret)',
    ),
} as const;
