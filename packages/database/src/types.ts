import { types } from 'pg';
import type { CustomTypesConfig } from 'pg';
import { databaseErrors } from './errors.ts';

/**
 * How columns arrive: int8 (ids, versions, offsets, counts) as a number, refused above 2^53 rather than rounded;
 * timestamptz as a Date (pg's default); numeric as text (pg's default, as it has no limit).
 */
export const columnTypes: CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    if (oid === types.builtins.INT8 && format !== 'binary') return parseInt8;
    return types.getTypeParser(oid, format);
  },
};

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw databaseErrors.numberTooLarge();
  return value;
}
