import type { Fetch, FetchedObject } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { stringOf, type Json } from '../../reading/index.ts';
import { apiUrl } from './access.ts';
import type { Settings } from './settings.ts';

const headers = { 'content-type': 'application/json' };

type Resource = 'customer' | 'order' | 'product' | 'coupon';

const isResource = (text: string): text is Resource => /^(customer|order|product|coupon)$/.test(text);

const urlOf = (resource: Resource, id: string, settings: Settings): string =>
  apiUrl(settings, `/${resource}s/${encodeURIComponent(id)}`);

/** An entry of a list, as the request for it alone would have been answered. */
export const objectOfEntry = (resource: Resource, entry: Json, settings: Settings): FetchedObject => ({
  url: urlOf(resource, stringOf(entry['id']) ?? '', settings),
  headers,
  body: Buffer.from(JSON.stringify(entry)),
});

/** @throws platforms.api-not-configured and as `call` */
export const fetch: Fetch<Settings> = async ({ objectType, objectId }, api) => {
  if (!isResource(objectType)) return { found: false };
  const url = urlOf(objectType, objectId, api.settings);
  const response = await call(api, { method: 'GET', url, headers: { accept: 'application/json' } });
  return response === undefined
    ? { found: false }
    : { found: true, objects: [{ url, headers, body: response.body }] };
};
