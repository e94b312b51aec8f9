import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { HttpRequest, Verification } from '../contract.ts';
import { accepted, equalInConstantTime, header, refused } from '../schemes/index.ts';

/** Google's keys for the tokens that it signs. */
export const GOOGLE_KEYS_URL = 'https://www.googleapis.com/oauth2/v3/certs';

const ISSUERS = ['https://accounts.google.com', 'accounts.google.com'];
const CLOCK_TOLERANCE_SECONDS = 60;

const finders = new WeakMap<JSONWebKeySet, JWTVerifyGetKey>();

/** Importing a key is costly, and the same set comes with every delivery until the edge has a fresh one. */
function finderOf(keys: JSONWebKeySet): JWTVerifyGetKey {
  let finder = finders.get(keys);
  if (finder === undefined) {
    finder = createLocalJWKSet(keys);
    finders.set(keys, finder);
  }
  return finder;
}

export interface ExpectedToken {
  readonly audience: string;
  /** The account in whose name Google signs. */
  readonly email: string;
  /** Absent while the edge has not read them: then nothing is accepted. */
  readonly keys: JSONWebKeySet | undefined;
}

/**
 * An OIDC token of Google's in the Authorization header: RS256 by a key of the set, issuer, audience, validity, and the
 * verified address of the service account: https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export async function verifyGoogleToken(
  request: HttpRequest,
  expected: ExpectedToken,
  now: Date,
): Promise<Verification> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
  if (token === undefined) return refused('token missing');
  if (expected.keys === undefined) return refused('the keys of the vendor are not there yet');
  try {
    const { payload } = await jwtVerify(token, finderOf(expected.keys), {
      algorithms: ['RS256'],
      issuer: ISSUERS,
      audience: expected.audience,
      currentDate: now,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ['exp', 'email'],
    });
    const isAccount =
      payload['email_verified'] === true && equalInConstantTime(String(payload['email']), expected.email);
    return isAccount ? accepted : refused('the token is of another account');
  } catch {
    return refused('the token does not verify');
  }
}
