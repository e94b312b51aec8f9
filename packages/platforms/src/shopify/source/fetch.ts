import type { Fetch, FetchedObject } from '../../contract.ts';
import { objectOf, type Json } from '../../reading/index.ts';
import { adminUrl, ask } from './admin.ts';
import type { Settings } from './settings.ts';

const TYPES = { customer: 'Customer', order: 'Order' } as const;

/** Without what the API says of its cost, which is another each time. */
export const objectOfNode = (type: keyof typeof TYPES, node: Json, settings: Settings): FetchedObject => ({
  url: adminUrl(settings),
  headers: { 'content-type': 'application/json', 'x-shopify-shop-domain': settings.shopDomain ?? '' },
  body: Buffer.from(JSON.stringify({ data: { [type]: node } })),
});

/** A customer or order by the number that webhooks have for it. @throws platforms.api-not-configured and as `ask` */
export const fetch: Fetch<Settings> = async ({ objectType, objectId }, api) => {
  if (objectType !== 'customer' && objectType !== 'order') return { found: false };
  const data = await ask(objectType, { id: `gid://shopify/${TYPES[objectType]}/${objectId}` }, api);
  const node = objectOf(data[objectType]);
  return Object.keys(node).length === 0
    ? { found: false }
    : { found: true, objects: [objectOfNode(objectType, node, api.settings)] };
};
