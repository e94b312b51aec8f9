import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import type { Verification } from '../contract.ts';
import { arrayOf, objectOf } from '../reading/json.ts';
import { accepted, refused } from '../schemes/index.ts';
import type { GraphSettings } from './settings.ts';

/** The app that sends Graph's notifications; the same in every tenant. */
const PUBLISHER = '0bf30f3b-4a52-48df-9a82-234910c4a086';

/** More would be no delivery of Graph's: there is one for each pair of app and tenant. */
const MOST_TOKENS = 20;
const CLOCK_TOLERANCE_SECONDS = 300;

/** Name of the key set that the edge keeps for us. */
const KEY_SET = 'microsoft';

/** Signing keys of all tenants: https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration, `jwks_uri`. */
export const keySets = (settings: Pick<GraphSettings, 'loginUrl'>): Readonly<Record<string, string>> => ({
  [KEY_SET]: `${settings.loginUrl.replace(/\/+$/, '')}/common/discovery/v2.0/keys`,
});

/** The key set that came with the settings; undefined while the edge has none. */
function keySetOf(settings: object): JSONWebKeySet | undefined {
  const set = objectOf(objectOf(objectOf(settings)['keySets'])[KEY_SET]);
  return arrayOf(set['keys']).length > 0 ? (set as unknown as JSONWebKeySet) : undefined;
}

const isOf = (value: unknown, expected: string): boolean =>
  typeof value === 'string' && value.toLowerCase() === expected.toLowerCase();

/** Whether the tenant that a token names issued it, and Graph's publisher asked for it. Tokens of version 1 and 2 name both differently. */
function isGenuine(claims: JWTPayload, loginUrl: string): boolean {
  const tenant = claims['tid'];
  if (typeof tenant !== 'string' || tenant === '') return false;
  const issuers = [`https://sts.windows.net/${tenant}/`, `${loginUrl.replace(/\/+$/, '')}/${tenant}/v2.0`];
  return (
    issuers.some((issuer) => isOf(claims.iss, issuer)) && isOf(claims['appid'] ?? claims['azp'], PUBLISHER)
  );
}

/**
 * The tokens that come with resource data: each has to be a genuine one of Graph's, and one of them for our app and tenant.
 * https://learn.microsoft.com/graph/change-notifications-with-resource-data#validating-the-authenticity-of-notifications
 */
export async function verifyTokens(
  tokens: unknown,
  settings: GraphSettings,
  now: Date,
): Promise<Verification> {
  const keySet = keySetOf(settings);
  if (keySet === undefined) return refused('Microsoft’s signing keys are not known yet');
  const given = arrayOf(tokens);
  if (given.length === 0 || given.length > MOST_TOKENS) return refused('validation tokens missing');
  try {
    const keys = createLocalJWKSet(keySet);
    let isOurs = false;
    for (const token of given) {
      const { payload } = await jwtVerify(typeof token === 'string' ? token : '', keys, {
        algorithms: ['RS256'],
        currentDate: now,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['exp', 'aud', 'iss'],
      });
      if (!isGenuine(payload, settings.loginUrl)) return refused('a validation token is not of Graph');
      isOurs ||= isOf(payload.aud, settings.clientId) && isOf(payload['tid'], settings.tenantId);
    }
    return isOurs ? accepted : refused('no validation token is for our app');
  } catch {
    return refused('a validation token does not verify');
  }
}
