import type { Access } from '../../contract.ts';
import { isReady, loginUrl, type Settings } from './settings.ts';

/** https://developer.genesys.cloud/authorization/platform-auth/use-client-credentials */
export function access(settings: Settings): Access | undefined {
  const { clientId, clientSecret } = settings;
  if (!isReady(settings) || !clientId || !clientSecret) return undefined;
  return {
    type: 'oauth',
    tokenUrl: `${loginUrl(settings)}/oauth/token`,
    clientId,
    clientSecret,
    grant: 'client_credentials',
    clientAuthentication: 'basic',
  };
}
