import type { Access, Fetch } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { ownValue } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

/** The version whose shapes are read: https://developers.intercom.com/docs/build-an-integration/learn-more/rest-apis/api-versioning */
const VERSION = '2.14';

export const isConfigured = (settings: Settings): boolean =>
  settings.workspaceId !== undefined && settings.accessToken !== undefined;

export const access = (settings: Settings): Access | undefined =>
  isConfigured(settings)
    ? {
        type: 'headers',
        headers: { authorization: `Bearer ${settings.accessToken}`, 'intercom-version': VERSION },
      }
    : undefined;

/** @throws platforms.api-not-configured */
export function urlOf(settings: Settings, path: string): string {
  if (!isConfigured(settings)) throw platformErrors.apiNotConfigured();
  return `${(settings.apiUrl ?? 'https://api.intercom.io').replace(/\/$/, '')}${path}`;
}

const PATHS: Readonly<Record<string, string>> = {
  conversation: '/conversations',
  ticket: '/tickets',
  contact: '/contacts',
};

/**
 * A conversation or ticket with its parts, or a contact.
 * @throws platforms.api-not-configured, and what a call throws
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  const path = ownValue(PATHS, pointer.objectType);
  if (path === undefined) return { found: false };
  const url = urlOf(api.settings, `${path}/${encodeURIComponent(pointer.objectId)}`);
  const response = await call(api, { method: 'GET', url, headers: { accept: 'application/json' } });
  if (response === undefined) return { found: false };
  return {
    found: true,
    objects: [{ url, headers: { 'content-type': 'application/json' }, body: response.body }],
  };
};
