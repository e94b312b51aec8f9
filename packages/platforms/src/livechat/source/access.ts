import type { Access } from '../../contract.ts';
import type { Settings } from './settings.ts';

/** Basic authentication with account id and personal access token; the region names the data centre. */
export function access(settings: Settings): Access | undefined {
  if (!settings.accountId || !settings.personalAccessToken) return undefined;
  const credentials = Buffer.from(`${settings.accountId}:${settings.personalAccessToken}`).toString('base64');
  return {
    type: 'headers',
    headers: {
      authorization: `Basic ${credentials}`,
      ...(settings.region === undefined ? {} : { 'x-region': settings.region }),
    },
  };
}
