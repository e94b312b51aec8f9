import type { Access } from '../../contract.ts';
import type { Settings } from './settings.ts';

/** https://developer.aircall.io/api-references/#basic-auth-aircall-customers */
export function access(settings: Settings): Access | undefined {
  if (!settings.apiId || !settings.apiToken) return undefined;
  const credentials = Buffer.from(`${settings.apiId}:${settings.apiToken}`).toString('base64');
  return { type: 'headers', headers: { authorization: `Basic ${credentials}` } };
}
