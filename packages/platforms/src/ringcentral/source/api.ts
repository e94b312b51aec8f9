import type { FetchedObject } from '../../contract.ts';
import { stringOf, type Json } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

export const API = '/restapi/v1.0';

/** A path of the account, or of one of its extensions. */
export const accountUrl = ({ apiUrl, accountId }: Settings, path: string): string =>
  `${apiUrl}${API}/account/${encodeURIComponent(accountId)}${path}`;

export const extensionUrl = (settings: Settings, extension: string, path: string): string =>
  accountUrl(settings, `/extension/${encodeURIComponent(extension)}${path}`);

const headers = { 'content-type': 'application/json' };

/** A record out of a list, as an object of its own. */
export const recordObject = (url: string, record: Json): FetchedObject => ({
  url: stringOf(record['uri']) ?? url,
  headers,
  body: Buffer.from(JSON.stringify(record)),
});

/** The feeds: messages of an extension, and the account's calls. */
export const CALLS = 'calls';
export const messagesFeed = (extension: string): string => `messages/${extension}`;
export const extensionOf = (feed: string): string => feed.slice('messages/'.length);
