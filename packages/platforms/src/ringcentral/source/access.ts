import type { Access } from '../../contract.ts';
import { isReady, type Settings } from './settings.ts';

/** https://developers.ringcentral.com/guide/authentication/jwt-flow: RFC 7523 with the client in the Authorization header. */
export function access(settings: Settings): Access | undefined {
  const { clientId, clientSecret, jwt, apiUrl } = settings;
  if (!isReady(settings) || !clientId || !clientSecret || !jwt) return undefined;
  return {
    type: 'oauth',
    tokenUrl: `${apiUrl}/restapi/oauth/token`,
    clientId,
    clientSecret,
    grant: 'jwt-bearer',
    assertion: () => jwt,
    clientAuthentication: 'basic',
  };
}
