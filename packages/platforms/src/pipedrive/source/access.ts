import type { Access } from '../../contract.ts';
import type { Settings } from './settings.ts';

/** A token of a user, or an OAuth app's: https://pipedrive.readme.io/docs/marketplace-oauth-authorization */
export function access(settings: Settings): Access | undefined {
  const { apiToken, clientId, clientSecret, refreshToken, oauthUrl } = settings;
  if (apiToken !== undefined) return { type: 'headers', headers: { 'x-api-token': apiToken } };
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined) return undefined;
  return {
    type: 'oauth',
    tokenUrl: `${oauthUrl.replace(/\/$/, '')}/oauth/token`,
    clientId,
    clientSecret,
    grant: 'refresh_token',
    refreshToken,
    clientAuthentication: 'basic',
  };
}
