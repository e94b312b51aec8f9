import type { Fetch } from '../../contract.ts';
import { objectOf, stringOf } from '../../reading/index.ts';
import { get, getMessages, objectAt } from './api.ts';
import type { Settings } from './settings.ts';

/**
 * Pointers: `contact` brings the contact; `conversation` the conversation, all of its messages and its contact. Those answers go into
 * one object, each as it came: what changes in a conversation is mostly one message, and the rest would be told again beside it.
 * https://devdocs.drift.com/docs/retrieving-a-conversation, https://devdocs.drift.com/docs/retrieving-contact
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  const organization = pointer.parameters['orgId'] ?? api.settings.orgId;
  const id = encodeURIComponent(pointer.objectId);
  if (pointer.objectType === 'contact') {
    const contact = await get(api, `/contacts/${id}`);
    if (contact === undefined) return { found: false };
    return { found: true, objects: [objectAt(contact.url, contact.text, organization)] };
  }
  if (pointer.objectType !== 'conversation') return { found: false };
  const conversation = await get(api, `/conversations/${id}`);
  if (conversation === undefined) return { found: false };
  const messages = await getMessages(api, pointer.objectId);
  const contactId = stringOf(objectOf(conversation.content['data'])['contactId']);
  const contact =
    contactId === undefined ? undefined : await get(api, `/contacts/${encodeURIComponent(contactId)}`);
  const pages = messages.map((page) => page.text).join(',');
  const body = `{"conversation":${conversation.text},"messages":[${pages}],"contact":${contact?.text ?? 'null'}}`;
  return { found: true, objects: [objectAt(conversation.url, body, organization)] };
};
