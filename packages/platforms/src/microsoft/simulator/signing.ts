import {
  constants,
  createCipheriv,
  createHmac,
  createSign,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
  X509Certificate,
  type KeyObject,
} from 'node:crypto';
import type { GraphAccount } from './account.ts';

/** How Graph proves and encrypts notifications that bring the resource along. */

const PUBLISHER = '0bf30f3b-4a52-48df-9a82-234910c4a086';
const KEY_ID = 'simulated';
const TOKEN_LIFE_SECONDS = 24 * 60 * 60;

let pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;

/** Made with the first use: it takes a while. */
const signingPair = () => (pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 }));

export const keySet = () => ({
  keys: [{ ...signingPair().publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' }],
});

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A validation token for an app and its tenant, as version 1 of the identity platform words it. */
export function validationToken(
  account: Pick<GraphAccount, 'tenantId' | 'clientId'>,
  now: Date,
  changed: Readonly<Record<string, unknown>> = {},
): string {
  const at = Math.floor(now.getTime() / 1000);
  const claims = {
    aud: account.clientId,
    iss: `https://sts.windows.net/${account.tenantId}/`,
    iat: at,
    nbf: at,
    exp: at + TOKEN_LIFE_SECONDS,
    appid: PUBLISHER,
    tid: account.tenantId,
    ver: '1.0',
    ...changed,
  };
  const text = `${encoded({ typ: 'JWT', alg: 'RS256', kid: KEY_ID })}.${encoded(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(signingPair().privateKey, 'base64url')}`;
}

/** @param certificate X.509, base64: what the subscription was made with */
export function encryptContent(resource: unknown, certificate: string, certificateId: string) {
  const x509 = new X509Certificate(Buffer.from(certificate, 'base64'));
  const key = randomBytes(32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16));
  const data = Buffer.concat([cipher.update(JSON.stringify(resource)), cipher.final()]);
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return {
    data: data.toString('base64'),
    dataSignature: createHmac('sha256', key).update(data).digest('base64'),
    dataKey: publicEncrypt({ key: x509.publicKey, padding, oaepHash: 'sha1' }, key).toString('base64'),
    encryptionCertificateId: certificateId,
    encryptionCertificateThumbprint: x509.fingerprint.replaceAll(':', ''),
  };
}
