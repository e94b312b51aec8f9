import { createSign } from 'node:crypto';
import type { Access } from '../../contract.ts';
import type { Settings } from './settings.ts';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * The JWT of the bearer flow (RFC 7523), RS256, three minutes long as Salesforce asks:
 * https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_jwt_flow.htm
 */
export function assertionOf(
  claims: { readonly clientId: string; readonly username: string; readonly audience: string },
  privateKey: string,
  now: Date,
): string {
  const payload = {
    iss: claims.clientId,
    sub: claims.username,
    aud: claims.audience,
    exp: Math.floor(now.getTime() / 1000) + 180,
  };
  const content = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(payload)}`;
  return `${content}.${createSign('RSA-SHA256').update(content).sign(privateKey, 'base64url')}`;
}

/** A refresh token, or the JWT bearer flow where a user and a private key are given. */
export function access(settings: Settings): Access | undefined {
  const { clientId, clientSecret, refreshToken, username, privateKey } = settings;
  const loginUrl = settings.loginUrl.replace(/\/$/, '');
  if (clientId === undefined) return undefined;
  const common = {
    type: 'oauth',
    tokenUrl: `${loginUrl}/services/oauth2/token`,
    clientId,
    clientSecret: clientSecret ?? '',
  } as const;
  if (username !== undefined && privateKey !== undefined) {
    return {
      ...common,
      grant: 'jwt-bearer',
      assertion: (now) => assertionOf({ clientId, username, audience: loginUrl }, privateKey, now),
    };
  }
  return refreshToken === undefined ? undefined : { ...common, grant: 'refresh_token', refreshToken };
}
