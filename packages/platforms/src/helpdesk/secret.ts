import type { HttpRequest, SecretPlace, Verification } from '../contract.ts';
import { equalInConstantTime, header, pathBehindSource, refused } from '../schemes/index.ts';

/**
 * Helpdesks whose rules send requests that nobody signs: the secret that we chose stands in a header, in the password of basic
 * authentication or, where the vendor's form offers neither, in the path behind the source's id.
 */

const SECRET_HEADER = 'x-webhook-secret';

/** All the places where the shared secret may stand. */
export const secretPlaces: ReadonlyArray<SecretPlace> = [
  { in: 'header', name: SECRET_HEADER },
  { in: 'header', name: 'authorization' },
  { in: 'path' },
];

function basicPassword(authorization: string | undefined): string {
  const [, encoded = ''] = /^Basic\s+(\S+)$/i.exec(authorization ?? '') ?? [];
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

/** Accepts where any of the places holds the secret, and says which. */
export function verifySharedSecret(request: HttpRequest, secret: string): Verification {
  const given = [
    ['header', header(request, SECRET_HEADER) ?? ''],
    ['basic', basicPassword(header(request, 'authorization'))],
    ['path', pathBehindSource(request.url)[0] ?? ''],
  ] as const;
  const matching = given.find(([, value]) => equalInConstantTime(value, secret));
  if (matching !== undefined) return { ok: true, method: matching[0] };
  return refused(given.every(([, value]) => value === '') ? 'secret missing' : 'the secret does not match');
}

/** Puts the secret into its header. */
export const signWithSecret = (request: HttpRequest, secret: string): HttpRequest => ({
  ...request,
  headers: { ...request.headers, [SECRET_HEADER]: secret },
});
