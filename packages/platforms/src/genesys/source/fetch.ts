import type { Api, Fetch } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { arrayOf, objectOf, stringOf } from '../../reading/index.ts';
import { jsonObjectOf, textOf } from '../../schemes/index.ts';
import { mediaOf } from './media.ts';
import { apiUrl, type Settings } from './settings.ts';

const MOST_MESSAGES = 1_000;
const MOST_EMAILS = 100;
const json = { 'content-type': 'application/json', accept: 'application/json' };

/** The text of an answer, `null` where Genesys does not have it or our role may not see it. */
async function textAt(api: Api<Settings>, url: string, post?: unknown): Promise<string> {
  const request =
    post === undefined
      ? { method: 'GET', url, headers: json }
      : { method: 'POST', url, headers: json, body: JSON.stringify(post) };
  const response = await call(api, request, [400, 403]);
  return response === undefined || response.status >= 400 ? 'null' : textOf(response.body);
}

/** The list has the beginnings of e-mails only: each one is asked for. */
async function emailsOf(api: Api<Settings>, base: string, id: string): Promise<string> {
  const list = `${base}/emails/${id}/messages`;
  const listed = jsonObjectOf(Buffer.from(await textAt(api, `${list}?pageSize=${MOST_EMAILS}`)));
  const texts: string[] = [];
  for (const preview of arrayOf(listed['entities']).slice(0, MOST_EMAILS)) {
    const messageId = stringOf(objectOf(preview)['id']);
    if (messageId !== undefined) texts.push(await textAt(api, `${list}/${encodeURIComponent(messageId)}`));
  }
  return `[${texts.join(',')}]`;
}

/**
 * GET /api/v2/conversations/{id}, and what belongs to it: its recordings, the texts of its messages or e-mails. The answers go into
 * one object, each as it came, because one call is read out of them together.
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  if (pointer.objectType !== 'conversation') return { found: false };
  const base = `${apiUrl(api.settings)}/api/v2/conversations`;
  const id = encodeURIComponent(pointer.objectId);
  const response = await call(api, { method: 'GET', url: `${base}/${id}`, headers: json });
  if (response === undefined) return { found: false };
  const conversation = jsonObjectOf(response.body);
  const media = mediaOf(conversation);
  const messageIds = media.flatMap(({ type, value }) =>
    type === 'messages'
      ? arrayOf(value['messages']).flatMap((message) => stringOf(objectOf(message)['messageId']) ?? [])
      : [],
  );
  const distinct = [...new Set(messageIds)].slice(0, MOST_MESSAGES);
  const recordings = await textAt(api, `${base}/${id}/recordingmetadata`);
  const messages =
    distinct.length === 0 ? 'null' : await textAt(api, `${base}/messages/${id}/messages/bulk`, distinct);
  const emails = media.some(({ type }) => type === 'emails') ? await emailsOf(api, base, id) : 'null';
  const body = `{"conversation":${textOf(response.body)},"recordings":${recordings},"messages":${messages},"emails":${emails}}`;
  return {
    found: true,
    objects: [
      { url: `${base}/${id}`, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) },
    ],
  };
};
