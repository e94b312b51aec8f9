import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, required, stringOf, type Json } from '../../reading/index.ts';

/** A row with its cells by the names in the header row. */
export interface Row {
  readonly spreadsheetId: string;
  readonly sheet: string;
  /** As the spreadsheet counts: the header row is 1. */
  readonly number: number;
  readonly fields: ReadonlyArray<readonly [string, string]>;
}

const MOST_ROWS = 2_000;

/** A cell as it is displayed. */
const cellOf = (value: unknown): string =>
  typeof value === 'boolean' ? String(value).toUpperCase() : (stringOf(value) ?? '');

/** A column without a name has the name that the spreadsheet gives it: A, B, …, AA. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}

function fieldsOf(headers: ReadonlyArray<unknown>, values: ReadonlyArray<unknown>): Row['fields'] {
  return values.flatMap((value, index) => {
    const text = cellOf(value).trim();
    const name = cellOf(headers[index]).trim();
    return text === '' ? [] : [[name === '' ? columnName(index) : name, text] as const];
  });
}

function bounded<Item>(items: ReadonlyArray<Item>): ReadonlyArray<Item> {
  if (items.length > MOST_ROWS) throw platformErrors.bodyUnreadable({ detail: { most: MOST_ROWS } });
  return items;
}

/**
 * The rows that the script pushed.
 * @throws platforms.field-missing, platforms.body-unreadable
 */
export function pushedRows(body: Json): ReadonlyArray<Row> {
  const spreadsheetId = required(body['spreadsheetId'], 'spreadsheetId');
  const sheet = required(body['sheet'], 'sheet');
  const headers = arrayOf(body['headers']);
  return bounded(arrayOf(body['rows']))
    .map(objectOf)
    .flatMap((row) => {
      const fields = fieldsOf(headers, arrayOf(row['values']));
      return fields.length === 0
        ? []
        : [{ spreadsheetId, sheet, number: Number(required(row['row'], 'rows.row')), fields }];
    });
}

const RANGE = /^(?:'((?:[^']|'')+)'|([^!]+))!\$?[A-Z]*\$?(\d+)/;

/**
 * The rows of an answer of `spreadsheets.values.batchGet`: the header row's range first, then the rows'.
 * @throws platforms.field-missing, platforms.body-unreadable
 */
export function polledRows(body: Json): ReadonlyArray<Row> {
  const spreadsheetId = required(body['spreadsheetId'], 'spreadsheetId');
  const [header = {}, rows = {}] = arrayOf(body['valueRanges']).map(objectOf);
  const range = required(rows['range'], 'valueRanges.1.range');
  const found = RANGE.exec(range);
  if (found === null) throw platformErrors.fieldMissing({ detail: { path: 'valueRanges.1.range' } });
  const sheet = found[1]?.replaceAll("''", "'") ?? found[2] ?? '';
  const first = Number(found[3]);
  const headers = arrayOf(arrayOf(header['values'])[0]);
  return bounded(arrayOf(rows['values'])).flatMap((values, index) => {
    const fields = fieldsOf(headers, arrayOf(values));
    return fields.length === 0 ? [] : [{ spreadsheetId, sheet, number: first + index, fields }];
  });
}
