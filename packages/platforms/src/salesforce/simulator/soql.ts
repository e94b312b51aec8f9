import type { StoredRecord } from '../../simulation/records.ts';

/** The little of SOQL that the source speaks; anything else is malformed here. */
export interface Soql {
  readonly object: string;
  readonly field: string;
  readonly limit: number;
  matches(time: number, id: string): boolean;
}

const DATE = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
const QUERY = new RegExp(
  `^SELECT Id, (?<field>\\w+), IsDeleted FROM (?<object>\\w+) WHERE ` +
    `(?:\\k<field> >= (?<since>${DATE})|\\(\\k<field> > (?<after>${DATE}) OR \\(\\k<field> = \\k<after> AND Id > '(?<id>\\w+)'\\)\\))` +
    `(?: AND \\k<field> < (?<until>${DATE}))? ORDER BY \\k<field> ASC, Id ASC LIMIT (?<limit>\\d+)$`,
);

export function readSoql(text: string): Soql | undefined {
  const groups = QUERY.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { field = '', object = '', since, after, id = '', until, limit } = groups;
  const from = Date.parse(since ?? after ?? '');
  const to = until === undefined ? Infinity : Date.parse(until);
  return {
    object,
    field,
    limit: Number(limit),
    matches: (time, own) =>
      time < to && (after === undefined ? time >= from : time > from || (time === from && own > id)),
  };
}

/** CreatedDate, or the time of the last change. */
export const timeOf = (record: StoredRecord, field: string): number =>
  field === 'CreatedDate' ? record.createdAt : record.updatedAt;
