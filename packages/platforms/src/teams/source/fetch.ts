import type { Fetch, FetchResult } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { decryptContent } from '../../microsoft/encrypted.ts';
import { urlOf } from '../../microsoft/graph.ts';
import { isConfigured } from '../../microsoft/settings.ts';
import { MESSAGE, messagePath } from './place.ts';
import type { Settings } from './settings.ts';

const HEADERS = { 'content-type': 'application/json' };

const found = (url: string, body: Uint8Array): FetchResult => ({
  found: true,
  objects: [{ url, headers: HEADERS, body }],
});

/**
 * What came along with the notification, once it is open; else https://learn.microsoft.com/graph/api/chatmessage-get.
 * @throws platforms.api-not-configured, and as `call`
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  const { settings } = api;
  const path = messagePath(pointer.parameters);
  if (pointer.objectType !== MESSAGE || path === undefined) return { found: false };
  const url = urlOf(settings, path);
  const content =
    settings.privateKey === undefined ? undefined : decryptContent(pointer.parameters, settings.privateKey);
  if (content !== undefined) return found(url, content);
  if (!isConfigured(settings)) throw platformErrors.apiNotConfigured();
  const headers = { accept: 'application/json' };
  const response = await call(api, { method: 'GET', url, headers });
  return response === undefined ? { found: false } : found(url, response.body);
};
