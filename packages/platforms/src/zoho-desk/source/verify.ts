import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import type { HttpRequest, Reply, Verification } from '../../contract.ts';
import { arrayOf, objectOf } from '../../reading/json.ts';
import { accepted, header, refused, verifyPathSecret, withPathSecret } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** Name of the key set that the edge keeps for us. */
const KEY_SET = 'zoho-desk';
/** Beyond this a time is of milliseconds: the page says so of `exp`, its example has seconds. */
const MOST_SECONDS = 100_000_000_000;
const CLOCK_TOLERANCE_SECONDS = 300;

export const keySets = (settings: Settings): Readonly<Record<string, string>> =>
  settings.checkToken === true
    ? {
        [KEY_SET]: `${(settings.apiUrl ?? 'https://desk.zoho.com').replace(/\/$/, '')}/.well-known/jwks.json`,
      }
    : {};

/**
 * https://desk.zoho.com/support/WebhookDocument.do#JWT: RS256, issuer `orgId:<id>`, audience `webhookId:<id>`. It says who sends
 * and nothing of the body.
 */
async function verifyToken(token: string, settings: Settings, now: Date): Promise<Verification> {
  const set = objectOf(objectOf(objectOf(settings)['keySets'])[KEY_SET]);
  if (arrayOf(set['keys']).length === 0) return refused('Zoho’s keys are not known yet');
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(set as unknown as JSONWebKeySet), {
      algorithms: ['RS256'],
      currentDate: now,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ['iss', 'aud', 'exp'],
      ...(settings.orgId === undefined ? {} : { issuer: `orgId:${settings.orgId}` }),
      ...(settings.webhookId === undefined ? {} : { audience: `webhookId:${settings.webhookId}` }),
    });
    const { exp = 0 } = payload;
    if (exp > MOST_SECONDS && exp + CLOCK_TOLERANCE_SECONDS * 1000 < now.getTime())
      return refused('the token has ended');
    return accepted;
  } catch {
    return refused('the token does not verify');
  }
}

export async function verify(request: HttpRequest, settings: Settings, now: Date): Promise<Verification> {
  const path = verifyPathSecret(request, settings.pathSecret);
  if (!path.ok || settings.checkToken !== true) return path;
  const token = header(request, 'x-zdesk-jwt');
  return token === undefined || token === '' ? refused('token missing') : verifyToken(token, settings, now);
}

/** Zoho asks for the URL by GET before it takes it. */
export const handshake = (request: HttpRequest, settings: Settings): Reply | undefined =>
  request.method === 'GET' && verifyPathSecret(request, settings.pathSecret).ok ? { status: 200 } : undefined;

export const sign = (request: HttpRequest, settings: Settings): HttpRequest =>
  withPathSecret(request, settings.pathSecret);
