import type { Api } from '../../contract.ts';
import { pathOfLink, readPage } from '../../microsoft/graph.ts';
import { queryOf } from '../../microsoft/odata.ts';
import { arrayOf, objectOf, stringOf, type Json } from '../../reading/index.ts';
import { channelOf, type MessageParameters } from './place.ts';
import type { Settings } from './settings.ts';

/** A message and what names it. */
export interface Listed {
  readonly message: Json;
  readonly parameters: MessageParameters;
}

/**
 * Chains (a message with its replies) that changed after a time: https://learn.microsoft.com/graph/api/chatmessage-delta. Its only
 * filter; it reaches eight months back.
 * @param after epoch milliseconds UTC
 */
export function chainsPath(key: string, after: number): string {
  const { team, channel } = channelOf(key);
  const query = queryOf({
    $filter: `lastModifiedDateTime gt ${new Date(after).toISOString()}`,
    $expand: 'replies',
    $top: '50',
  });
  return `/v1.0/teams/${encodeURIComponent(team)}/channels/${encodeURIComponent(channel)}/messages/delta?${query}`;
}

/** The messages of chains; more than a thousand replies come in pages of their own. */
export async function messagesOf(
  key: string,
  chains: ReadonlyArray<Json>,
  api: Api<Settings>,
): Promise<ReadonlyArray<Listed>> {
  const listed: Listed[] = [];
  for (const chain of chains) {
    const root = stringOf(chain['id']);
    if (root === undefined) continue;
    const { team, channel } = channelOf(key);
    const parameters = { team, channel, message: root };
    listed.push({ message: chain, parameters });
    let replies = arrayOf(chain['replies']).map(objectOf);
    let next = pathOfLink(stringOf(chain['replies@odata.nextLink']) ?? '');
    for (;;) {
      for (const message of replies) {
        const reply = stringOf(message['id']);
        if (reply !== undefined) listed.push({ message, parameters: { ...parameters, reply } });
      }
      if (next === undefined) break;
      const page = await readPage(next, [], api);
      replies = [...page.items];
      next = page.next;
    }
  }
  return listed;
}
