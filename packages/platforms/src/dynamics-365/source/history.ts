import type { History, HistoryItem } from '../../contract.ts';
import { queryOf } from '../../microsoft/odata.ts';
import { interactionIdOf, listInTurn, pointerTo } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { hostOf, objectIdOf } from './interaction.ts';
import { idOf } from './row.ts';
import { isConfigured, type Settings } from './settings.ts';
import { TABLES, type TableName } from './tables.ts';
import { readPage } from './web-api.ts';

const PREFER = ['odata.maxpagesize=1000'];
const DAYS = 90;

function pathFor(table: TableName, from: number, to: number): string {
  const { set, key, time } = TABLES[table];
  const query = queryOf({
    $select: `${key},${time}`,
    $filter: `${time} ge ${new Date(from).toISOString()} and ${time} lt ${new Date(to).toISOString()}`,
    $orderby: `${time} asc`,
  });
  return `${set}?${query}`;
}

/** The rows of a span, table by table; by the column that says when they happened. */
export const history: History<Settings> = {
  ready: isConfigured,
  list({ from, to, page }, api) {
    const account = hostOf(api.settings.organizationUrl) ?? '';
    return listInTurn(api.settings.tables, page, async (table, path) => {
      const listed = await readPage(path ?? pathFor(table, from, to), PREFER, api);
      const items = listed.rows.flatMap((row): ReadonlyArray<HistoryItem> => {
        const id = idOf(row[TABLES[table].key]);
        if (id === undefined) return [];
        const change = 'unknown' as const;
        const pointer = pointerTo(table, id, change);
        const interactionId = interactionIdOf(manifest.id, account, objectIdOf(table, id));
        return [{ pointer, interactionIds: [interactionId] }];
      });
      return { items, next: listed.next };
    });
  },
  days: DAYS,
};
