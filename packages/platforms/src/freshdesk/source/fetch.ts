import type { Fetch } from '../../contract.ts';
import { get, pages } from './api.ts';
import type { Settings } from './settings.ts';

/**
 * A ticket with its requester, and all its conversations (replies and notes).
 * @throws platforms.api-not-configured, and what a call throws
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  if (pointer.objectType !== 'ticket') return { found: false };
  const path = `/tickets/${encodeURIComponent(pointer.objectId)}`;
  const ticket = await get(api, `${path}?include=requester`);
  if (ticket === undefined) return { found: false };
  return { found: true, objects: [ticket, ...(await pages(api, `${path}/conversations`))] };
};
