import type { Fetch } from '../../contract.ts';
import { ask, OBJECTS } from './api.ts';
import type { Settings } from './settings.ts';
import { objects } from './trigger.ts';

/**
 * The object that a trigger names, by its id.
 * @throws 8x8.not-configured, 8x8.refused, 8x8.away (retryable)
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  const object = objects.find((one) => one === pointer.objectType);
  if (object === undefined) return { found: false };
  const filter = { name: OBJECTS[object].filter, value: pointer.objectId };
  const { url, response, reply } = await ask(object, filter, api);
  if (reply.items.length === 0) return { found: false };
  return {
    found: true,
    objects: [{ url, headers: { 'content-type': 'text/xml' }, body: response.body }],
  };
};
