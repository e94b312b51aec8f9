import type { Access } from '../../contract.ts';
import { accountsUrlOf, hasApi, type Settings } from './settings.ts';

/** https://www.zoho.com/crm/developer/docs/api/v8/refresh.html; Zoho has a scheme of its own in the Authorization header. */
export function access(settings: Settings): Access | undefined {
  const { clientId, clientSecret, refreshToken } = settings;
  if (!hasApi(settings) || clientId === undefined || clientSecret === undefined || refreshToken === undefined)
    return undefined;
  return {
    type: 'oauth',
    tokenUrl: `${accountsUrlOf(settings)}/oauth/v2/token`,
    clientId,
    clientSecret,
    grant: 'refresh_token',
    refreshToken,
    scheme: 'Zoho-oauthtoken',
  };
}
