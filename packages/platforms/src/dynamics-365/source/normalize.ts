import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { fetchedOf, objectOf, parseJson, required, stringOf, type Json } from '../../reading/index.ts';
import { readContext } from './context.ts';
import { readGone, readRow } from './interaction.ts';
import { apiRow, idOf } from './row.ts';
import { isTable, TABLES, tableOfSet, type TableName } from './tables.ts';

/** `…/$metadata#contacts(…)/$entity` names the set of a row. */
function tableOf(json: Json, objectType: string): TableName {
  if (isTable(objectType)) return objectType;
  const set = /\$metadata#(\w+)/.exec(stringOf(json['@odata.context']) ?? '')?.[1] ?? '';
  const table = tableOfSet(set);
  if (table === undefined) throw platformErrors.fieldMissing({ detail: { path: '@odata.context' } });
  return table;
}

/**
 * Rows are as of a whole second, in which workflows change them again: of two states of one second, the one that was brought
 * later is the later one. After that second there is but one.
 */
const revisionOf = (modified: number | null, receivedAt: number): number =>
  modified === null ? receivedAt : modified + Math.min(Math.max(receivedAt - modified, 0), 999);

/** A delivery tells of rows; a row that the fetcher brought is read. */
export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  if (fetched === undefined) return readContext(raw, context);
  const { objectType, change } = fetched;
  if (!fetched.found) {
    const gone = { vendorEvent: `${objectType}.deleted`, revision: raw.receivedAt };
    return [readGone(raw, objectType, fetched.objectId, gone, context)];
  }
  const json = objectOf(parseJson(raw.body));
  const table = tableOf(json, objectType);
  const { key, parties } = TABLES[table];
  const row = apiRow(table, idOf(json[key]) ?? required(json[key], key), json, parties);
  const event =
    change === 'created' || change === 'changed'
      ? change
      : row.time('modifiedon') === row.time('createdon')
        ? 'created'
        : 'changed';
  const revision = revisionOf(row.time('modifiedon'), raw.receivedAt);
  return [readRow(raw, row, { event, vendorEvent: `${table}.${change}`, revision }, context)];
}
