import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { Verification } from '../contract.ts';
import { accepted, refused } from './hmac.ts';

/** ECDSA over P-256 with SHA-256, signatures in DER and base64; keys in base64 of SPKI and PKCS #8, with or without PEM's frame. */

const MOST_KEYS = 200;
const keys = new Map<string, KeyObject | undefined>();

const bare = (key: string): string => key.replaceAll(/-----[A-Z ]+-----|\s/g, '');

/** Parsing a key costs more than a signature, so keys are kept; undefined for what is none. */
function publicKeyOf(text: string): KeyObject | undefined {
  if (keys.has(text)) return keys.get(text);
  let key: KeyObject | undefined;
  try {
    key = createPublicKey({ key: Buffer.from(bare(text), 'base64'), format: 'der', type: 'spki' });
  } catch {
    key = undefined;
  }
  if (key?.asymmetricKeyDetails?.namedCurve !== 'prime256v1') key = undefined;
  if (keys.size >= MOST_KEYS) keys.clear();
  keys.set(text, key);
  return key;
}

/** Holds a signature to the parts put together; any of the keys may match. A missing signature or key is refused. */
export function verifyEcdsa(
  publicKeys: ReadonlyArray<string>,
  parts: ReadonlyArray<string | Uint8Array>,
  given: string | undefined,
): Verification {
  if (given === undefined || given === '') return refused('signature missing');
  const signature = Buffer.from(given, 'base64');
  // Node reads base64 leniently; a text that was changed must not pass for what it was.
  if (signature.toString('base64') !== given) return refused('signature is not base64');
  const data = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  for (const text of publicKeys) {
    const key = publicKeyOf(text);
    try {
      if (key !== undefined && verify('sha256', data, key, signature)) return accepted;
    } catch {
      // No signature in DER: it matches no key.
    }
  }
  return refused('signature does not match');
}

/** A signature as the vendor's header carries it. @param privateKey PKCS #8 in base64 */
export function ecdsaSignature(privateKey: string, parts: ReadonlyArray<string | Uint8Array>): string {
  const key = createPrivateKey({
    key: Buffer.from(bare(privateKey), 'base64'),
    format: 'der',
    type: 'pkcs8',
  });
  return sign('sha256', Buffer.concat(parts.map((part) => Buffer.from(part as string))), key).toString(
    'base64',
  );
}

/** A fresh pair of keys, base64 of SPKI and PKCS #8. */
export function newEcdsaKeys(): { readonly publicKey: string; readonly privateKey: string } {
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return {
    publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    privateKey: pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
}
