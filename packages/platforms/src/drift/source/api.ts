import type { Api, FetchedObject } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { arrayOf, objectOf, stringOf, type Json } from '../../reading/index.ts';
import { jsonObjectOf, textOf } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** The organization is not in every answer of the API: it goes along, so that a contact is the same one as in a webhook. */
export const ORGANIZATION_HEADER = 'x-drift-organization';

const MOST_PAGES = 200;

export interface Answer {
  readonly url: string;
  /** As it came. */
  readonly text: string;
  readonly content: Json;
}

/** One GET; undefined where Drift does not have it. Answers are `{ data, pagination? }`. */
export async function get(api: Api<Settings>, path: string): Promise<Answer | undefined> {
  const url = `${api.settings.apiUrl}${path}`;
  const response = await call(api, { method: 'GET', url, headers: { accept: 'application/json' } });
  if (response === undefined) return undefined;
  return { url, text: textOf(response.body), content: jsonObjectOf(response.body) };
}

/** Where the next page is; undefined on the last one. */
export function nextOf(content: Json): string | undefined {
  const pagination = objectOf(content['pagination']);
  return pagination['more'] === true ? stringOf(pagination['next']) : undefined;
}

export const messagesOf = (content: Json): ReadonlyArray<Json> =>
  arrayOf(objectOf(content['data'])['messages']).map(objectOf);

/** Every page of a conversation's messages: https://devdocs.drift.com/docs/retrieve-a-conversations-messages */
export async function getMessages(
  api: Api<Settings>,
  conversationId: string,
): Promise<ReadonlyArray<Answer>> {
  const path = `/conversations/${encodeURIComponent(conversationId)}/messages`;
  const pages: Answer[] = [];
  for (let next: string | undefined; pages.length < MOST_PAGES;) {
    const page = await get(api, next === undefined ? path : `${path}?next=${encodeURIComponent(next)}`);
    if (page === undefined) break;
    pages.push(page);
    next = nextOf(page.content);
    if (next === undefined) break;
  }
  return pages;
}

export const objectAt = (url: string, body: string, organization: string | undefined): FetchedObject => ({
  url,
  headers: {
    'content-type': 'application/json',
    ...(organization === undefined ? {} : { [ORGANIZATION_HEADER]: organization }),
  },
  body: Buffer.from(body),
});
