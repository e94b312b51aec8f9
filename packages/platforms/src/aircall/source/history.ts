import type { History, HistoryItem } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import {
  arrayOf,
  interactionIdOf,
  objectOf,
  parseSeconds,
  pointerTo,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { ACCOUNT, callIds } from './call.ts';
import type { Settings } from './settings.ts';

const PER_PAGE = 50;

function itemOf(call: Json, apiUrl: string): HistoryItem {
  const id = stringOf(call['id']) ?? '';
  return {
    pointer: pointerTo('call', id),
    interactionIds: callIds(call).map((objectId) => interactionIdOf(manifest.id, ACCOUNT, objectId)),
    object: {
      url: `${apiUrl}/v1/calls/${id}`,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify({ call })),
    },
  };
}

/**
 * GET /v1/calls by the time that they began, whole seconds, both ends in: https://developer.aircall.io/api-references/#list-all-calls.
 * Messages cannot be listed: Aircall has no endpoint for them.
 */
export const history: History<Settings> = {
  ready: (settings) => Boolean(settings.apiId && settings.apiToken),
  days: 180,
  async list({ from, to, page = '1' }, api) {
    const { apiUrl } = api.settings;
    const query = new URLSearchParams({
      from: String(Math.floor(from / 1000)),
      to: String(Math.ceil(to / 1000)),
      order: 'asc',
      page,
      per_page: String(PER_PAGE),
      fetch_contact: 'true',
    });
    const answer = objectOf(await getJson(api, `${apiUrl}/v1/calls?${query.toString()}`));
    const calls = arrayOf(answer['calls'])
      .map(objectOf)
      .filter((call) => {
        const began = parseSeconds(call['started_at']);
        return began !== null && began >= from && began < to;
      });
    const items = calls.map((call) => itemOf(call, apiUrl));
    const more = stringOf(objectOf(answer['meta'])['next_page_link']) !== undefined;
    return more ? { items, next: String(Number(page) + 1) } : { items };
  },
};
