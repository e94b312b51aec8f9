import type { Access } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import type { Settings } from './settings.ts';

export const access = ({ accessToken }: Settings): Access | undefined =>
  accessToken === undefined
    ? undefined
    : { type: 'headers', headers: { authorization: `Bearer ${accessToken}` } };

export const ready = ({ accessToken, siteUrl }: Settings): boolean =>
  accessToken !== undefined && siteUrl !== undefined;

/** A URL of the REST API over all store views. @throws platforms.api-not-configured */
export function apiUrl(settings: Settings, path: string): string {
  if (settings.siteUrl === undefined || !ready(settings)) throw platformErrors.apiNotConfigured();
  return `${settings.siteUrl.replace(/\/$/, '')}/rest/all/V1${path}`;
}

/** The shop's address without scheme and trailing slash. */
export const accountOf = (siteUrl: string): string =>
  siteUrl
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '')
    .toLowerCase();
