import type { OAuth } from '../../contract.ts';
import { clientCredentials } from '../../microsoft/access.ts';
import type { Settings } from './settings.ts';

/** https://learn.microsoft.com/power-apps/developer/data-platform/authenticate-oauth#connect-as-an-app */
export function access(settings: Settings): OAuth | undefined {
  const { organizationUrl, tenantId, clientId, clientSecret, loginUrl } = settings;
  if (!organizationUrl || !tenantId || !clientId || !clientSecret) return undefined;
  return clientCredentials({ loginUrl, tenantId, clientId }, clientSecret, organizationUrl);
}
