import type { Access } from '../../contract.ts';
import type { Settings } from './settings.ts';

/** A private app's token, or an OAuth app's, refreshed: https://developers.hubspot.com/docs/api/oauth-quickstart-guide */
export function access(settings: Settings): Access | undefined {
  const { accessToken, clientId, clientSecret, refreshToken, apiUrl } = settings;
  if (accessToken !== undefined)
    return { type: 'headers', headers: { authorization: `Bearer ${accessToken}` } };
  if (clientId === undefined || refreshToken === undefined) return undefined;
  return {
    type: 'oauth',
    tokenUrl: `${apiUrl}/oauth/v1/token`,
    clientId,
    clientSecret,
    grant: 'refresh_token',
    refreshToken,
  };
}
