import type { HttpRequest, Verification } from '../../contract.ts';
import { verifyGoogleToken } from '../../google/token.ts';
import { refused, verifyPathSecret, withPathSecret } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** Name of Google’s key set among those of the edge. */
export const GOOGLE = 'google';

/** Whatever is set has to hold: the secret in the path, the token of the push subscription, or both. */
export async function verify(request: HttpRequest, settings: Settings, now: Date): Promise<Verification> {
  const { pathSecret, audience, serviceAccount, keySets } = settings;
  if (pathSecret !== undefined) {
    const path = verifyPathSecret(request, pathSecret);
    if (!path.ok || audience === undefined) return path.ok ? { ok: true, method: 'path-secret' } : path;
  }
  if (audience === undefined || serviceAccount === undefined) return refused('no secret is set');
  const expected = { audience, email: serviceAccount, keys: keySets?.[GOOGLE] };
  const token = await verifyGoogleToken(request, expected, now);
  return token.ok ? { ok: true, method: 'oidc' } : token;
}

/** Google alone can sign its tokens: a test delivery carries the secret in the path. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest =>
  settings.pathSecret === undefined ? request : withPathSecret(request, settings.pathSecret);
