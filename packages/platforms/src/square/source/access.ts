import type { Access } from '../../contract.ts';
import type { Settings } from './settings.ts';

/** A personal access token, or an OAuth seller's; Square's answers follow the version that is asked for. */
export const access = (settings: Settings): Access | undefined =>
  settings.accessToken === undefined
    ? undefined
    : {
        type: 'headers',
        headers: {
          authorization: `Bearer ${settings.accessToken}`,
          'square-version': settings.apiVersion,
        },
      };

/** A URL of the API. */
export const apiUrl = (settings: Settings, path: string): string => settings.apiUrl.replace(/\/$/, '') + path;
