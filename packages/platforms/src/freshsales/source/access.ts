import type { Access } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import type { Settings } from './settings.ts';

/** https://developers.freshworks.com/crm/api/#authentication */
export const access = ({ apiKey }: Settings): Access | undefined =>
  apiKey === undefined ? undefined : { type: 'headers', headers: { authorization: `Token token=${apiKey}` } };

export const ready = ({ apiKey, siteUrl }: Settings): boolean =>
  apiKey !== undefined && siteUrl !== undefined;

/** A URL of the API. @throws platforms.api-not-configured */
export function apiUrl(settings: Settings, path: string): string {
  if (settings.siteUrl === undefined || !ready(settings)) throw platformErrors.apiNotConfigured();
  return `${settings.siteUrl.replace(/\/$/, '')}/api${path}`;
}

/** The host of the account: `example.myfreshworks.com`. */
export const accountOf = (siteUrl: string | undefined): string =>
  siteUrl === undefined
    ? 'freshsales'
    : siteUrl
        .replace(/^https?:\/\//i, '')
        .replace(/[/?#].*$/, '')
        .toLowerCase();
