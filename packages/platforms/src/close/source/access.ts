import type { Access } from '../../contract.ts';
import type { Settings } from './settings.ts';

/** HTTP Basic: the API key is the user name, the password is empty. */
export const access = (settings: Settings): Access | undefined =>
  settings.apiKey === undefined
    ? undefined
    : {
        type: 'headers',
        headers: { authorization: `Basic ${Buffer.from(`${settings.apiKey}:`).toString('base64')}` },
      };

/** A URL of the API; Close's paths end in a slash. */
export const apiUrl = (settings: Settings, path: string): string => settings.apiUrl.replace(/\/$/, '') + path;
