import type { Access } from '../../contract.ts';
import type { Settings } from './settings.ts';

export const access = (settings: Settings): Access | undefined =>
  settings.accessToken
    ? { type: 'headers', headers: { authorization: `Bearer ${settings.accessToken}` } }
    : undefined;
