import type { History, HistoryItem } from '../../contract.ts';
import { readPage } from '../../microsoft/graph.ts';
import { isConfigured } from '../../microsoft/settings.ts';
import { interactionIdOf, listInTurn, parseTime } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { chainsPath, messagesOf } from './chain.ts';
import { channelKeys, messagePointer } from './place.ts';
import type { Settings } from './settings.ts';

const DAYS = 90;

/** The messages of a span, channel by channel. Graph filters by time of change, which is never before that of creation. */
export const history: History<Settings> = {
  ready: (settings) => isConfigured(settings) && channelKeys(settings).length > 0,
  list: ({ from, to, page }, api) =>
    listInTurn(channelKeys(api.settings), page, async (key, path) => {
      const listed = await readPage(path ?? chainsPath(key, from - 1), [], api);
      const messages = await messagesOf(key, listed.items, api);
      const items = messages.flatMap(({ message, parameters }): ReadonlyArray<HistoryItem> => {
        const created = parseTime(message['createdDateTime']);
        if (created === null || created < from || created >= to) return [];
        const pointer = messagePointer(parameters, 'unknown');
        const id = interactionIdOf(manifest.id, api.settings.tenantId, pointer.objectId);
        return [{ pointer, interactionIds: [id] }];
      });
      return { items, next: listed.next };
    }),
  days: DAYS,
};
