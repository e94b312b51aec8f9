import { constants, createDecipheriv, createHmac, privateDecrypt } from 'node:crypto';
import type { Pointer } from '../contract.ts';
import { objectOf, stringOf, type Json } from '../reading/json.ts';
import { equalInConstantTime } from '../schemes/index.ts';

/** Base64 characters of content that a pointer carries; larger content is fetched instead. */
const LONGEST_DATA = 300_000;
const IV_BYTES = 16;

/** A notification's encrypted content as parameters of a pointer; none where it is not whole or too large. */
export function contentParameters(item: Json): Pointer['parameters'] {
  const content = objectOf(item['encryptedContent']);
  const data = stringOf(content['data']);
  const dataKey = stringOf(content['dataKey']);
  const dataSignature = stringOf(content['dataSignature']);
  if (data === undefined || dataKey === undefined || dataSignature === undefined) return {};
  return data.length > LONGEST_DATA ? {} : { data, dataKey, dataSignature };
}

/**
 * The resource that a notification carried: a one-time key under RSA-OAEP (SHA-1), the data's HMAC-SHA256 under that key, the data
 * in AES-256-CBC whose initialization vector is the key's first 16 bytes.
 * https://learn.microsoft.com/graph/change-notifications-with-resource-data#decrypting-resource-data
 * @param privateKey PEM of the key to the certificate that the subscription was made with
 * @returns the resource's JSON; undefined where the key is another or the data was changed
 */
export function decryptContent(
  parameters: Pointer['parameters'],
  privateKey: string,
): Uint8Array | undefined {
  const { data, dataKey, dataSignature } = parameters;
  if (data === undefined || dataKey === undefined || dataSignature === undefined) return undefined;
  try {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const key = privateDecrypt(
      { key: privateKey, padding, oaepHash: 'sha1' },
      Buffer.from(dataKey, 'base64'),
    );
    const bytes = Buffer.from(data, 'base64');
    const signature = createHmac('sha256', key).update(bytes).digest('base64');
    if (!equalInConstantTime(dataSignature, signature)) return undefined;
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, IV_BYTES));
    return Buffer.concat([decipher.update(bytes), decipher.final()]);
  } catch {
    return undefined;
  }
}
