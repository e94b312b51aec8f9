import { meaningOf, normalizeEmail, sha256 } from '../../reading/index.ts';
import type { Row } from './rows.ts';

export interface Columns {
  readonly keyColumn?: string | undefined;
  readonly timeColumn: string;
}

export const fieldOf = (row: Row, name: string | undefined): string | undefined =>
  name === undefined ? undefined : row.fields.find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];

/**
 * What names a row. Its number does not last: rows are sorted, and others move up when one is deleted. So the key column if
 * there is one; else the time that it was made with who it is of, which nobody edits as a rule; only then the number.
 */
export function objectIdOf(row: Row, columns: Columns): string {
  const key = fieldOf(row, columns.keyColumn);
  if (key !== undefined) return `${row.sheet}/key/${key}`;
  const time = fieldOf(row, columns.timeColumn);
  if (time === undefined) return `${row.sheet}/row/${row.number}`;
  const { email, phone } = meaningOf(row.fields);
  const who = [normalizeEmail(email ?? '') ?? '', phone?.replaceAll(/\D/g, '') ?? ''];
  return `${row.sheet}/at/${sha256(JSON.stringify([time, ...who]))}`;
}
