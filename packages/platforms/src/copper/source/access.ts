import type { Access } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import type { Settings } from './settings.ts';

/** https://developer.copper.com/introduction/authentication.html */
export const access = ({ accessToken, userEmail }: Settings): Access | undefined =>
  accessToken === undefined || userEmail === undefined
    ? undefined
    : {
        type: 'headers',
        headers: {
          'x-pw-accesstoken': accessToken,
          'x-pw-application': 'developer_api',
          'x-pw-useremail': userEmail,
        },
      };

export const ready = (settings: Settings): boolean => access(settings) !== undefined;

/** A URL of the API. @throws platforms.api-not-configured */
export function apiUrl(settings: Settings, path: string): string {
  if (!ready(settings)) throw platformErrors.apiNotConfigured();
  return settings.apiUrl.replace(/\/$/, '') + path;
}
