import type { Fetch } from '../../contract.ts';
import { call } from '../../calling/index.ts';
import { action, fetchedChat } from './api.ts';
import type { Settings } from './settings.ts';

/** The transcript of one thread: pointer `chat`, id `<chat>/<thread>`. */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  if (pointer.objectType !== 'chat') return { found: false };
  const [chatId = '', threadId = ''] = pointer.objectId.split('/', 2);
  const url = action(api.settings, 'get_chat');
  const response = await call(api, {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ chat_id: chatId, ...(threadId === '' ? {} : { thread_id: threadId }) }),
  });
  if (response === undefined) return { found: false };
  const organization = pointer.parameters['organization'] ?? api.settings.organizationId;
  return { found: true, objects: [fetchedChat(url, response.body, organization)] };
};
