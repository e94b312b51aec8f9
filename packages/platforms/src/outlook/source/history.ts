import type { History, HistoryItem } from '../../contract.ts';
import { IMMUTABLE_IDS, readPage } from '../../microsoft/graph.ts';
import { queryOf } from '../../microsoft/odata.ts';
import { isConfigured } from '../../microsoft/settings.ts';
import { interactionIdOf, listInTurn, stringOf } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { folderKeys, folderOf, messagesPath } from './folders.ts';
import { messagePointer } from './pointer.ts';
import type { Settings } from './settings.ts';

const PAGE_SIZE = 500;
const DAYS = 90;

const queryFor = (from: number, to: number): string =>
  queryOf({
    $filter: `receivedDateTime ge ${new Date(from).toISOString()} and receivedDateTime lt ${new Date(to).toISOString()}`,
    $orderby: 'receivedDateTime',
    $select: 'id,receivedDateTime',
    $top: String(PAGE_SIZE),
  });

/** The messages that lie in the folders now: https://learn.microsoft.com/graph/api/user-list-messages. Folder by folder. */
export const history: History<Settings> = {
  ready: (settings) => isConfigured(settings) && folderKeys(settings).length > 0,
  list: ({ from, to, page }, api) =>
    listInTurn(folderKeys(api.settings), page, async (key, path) => {
      const first = `${messagesPath(key)}?${queryFor(from, to)}`;
      const listed = await readPage(path ?? first, [IMMUTABLE_IDS], api);
      const items = listed.items.flatMap((item): ReadonlyArray<HistoryItem> => {
        const id = stringOf(item['id']);
        if (id === undefined) return [];
        const interactionIds = [interactionIdOf(manifest.id, api.settings.tenantId, id)];
        return [{ pointer: messagePointer(folderOf(key), id, 'unknown'), interactionIds }];
      });
      return { items, next: listed.next };
    }),
  days: DAYS,
};
