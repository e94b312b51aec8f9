import type { OAuth } from '../contract.ts';
import { isConfigured, type GraphSettings } from './settings.ts';

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/**
 * Client credentials at the Microsoft identity platform:
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 * @param resource base URL of the API that the token is for
 */
export const clientCredentials = (
  settings: Pick<GraphSettings, 'loginUrl' | 'tenantId' | 'clientId'>,
  clientSecret: string,
  resource: string,
): OAuth => ({
  type: 'oauth',
  grant: 'client_credentials',
  tokenUrl: `${withoutSlash(settings.loginUrl)}/${encodeURIComponent(settings.tenantId)}/oauth2/v2.0/token`,
  clientId: settings.clientId,
  clientSecret,
  scope: `${withoutSlash(resource)}/.default`,
});

/** Undefined while the settings have no client secret. */
export const access = (settings: GraphSettings): OAuth | undefined =>
  isConfigured(settings)
    ? clientCredentials(settings, settings.clientSecret ?? '', settings.apiUrl)
    : undefined;
