import { createSign, generateKeyPairSync } from 'node:crypto';

/** A self-signed X.509 certificate, in as much DER (ITU-T X.690) as that takes: Graph wants one to encrypt to. */

function der(tag: number, ...parts: ReadonlyArray<Uint8Array>): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const SEQUENCE = 0x30;
const SHA256_WITH_RSA = der(
  SEQUENCE,
  der(0x06, Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b])),
  der(0x05),
);
const COMMON_NAME = der(0x06, Buffer.from([0x55, 0x04, 0x03]));

const nameOf = (text: string): Buffer =>
  der(SEQUENCE, der(0x31, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from(text, 'utf8')))));

/** `YYMMDDHHMMSSZ`. */
const timeOf = (date: Date): Buffer =>
  der(0x17, Buffer.from(`${date.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`));

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** @returns the certificate in base64, and its key as PEM */
export function selfSigned(now: Date): { readonly certificate: string; readonly privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = nameOf('throughline');
  const content = der(
    SEQUENCE,
    der(0x02, Buffer.from([1])),
    SHA256_WITH_RSA,
    name,
    der(SEQUENCE, timeOf(now), timeOf(new Date(now.getTime() + YEAR_MS))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = createSign('RSA-SHA256').update(content).sign(privateKey);
  const certificate = der(SEQUENCE, content, SHA256_WITH_RSA, der(0x03, Buffer.from([0]), signature));
  return {
    certificate: certificate.toString('base64'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
