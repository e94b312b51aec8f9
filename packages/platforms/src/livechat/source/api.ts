import type { FetchedObject } from '../../contract.ts';
import type { Settings } from './settings.ts';

/** Agent Chat API: https://platform.text.com/docs/messaging/agent-chat-api/v3.5. Every call is a POST. */
export const action = (settings: Settings, name: string): string =>
  `${settings.apiUrl}/v3.5/agent/action/${name}`;

/** The organization is not in the API's answers: it goes along, so that a chat is the same one as in a webhook. */
export const ORGANIZATION_HEADER = 'x-livechat-organization';

export const fetchedChat = (
  url: string,
  body: Uint8Array,
  organization: string | undefined,
): FetchedObject => ({
  url,
  headers: {
    'content-type': 'application/json',
    ...(organization === undefined ? {} : { [ORGANIZATION_HEADER]: organization }),
  },
  body,
});
