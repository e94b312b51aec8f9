import type { Api } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, parseJson, parseTime, stringOf } from '../../reading/index.ts';
import { get } from './calls.ts';
import { longId } from './ids.ts';
import { isTrue } from './record.ts';
import type { Settings } from './settings.ts';

export interface Row {
  readonly id: string;
  readonly at: number;
  readonly deleted: boolean;
}

const PAGE = 500;

const literal = (time: number): string => new Date(time).toISOString();

/** A page's end as the next one's beginning: `<epoch milliseconds> <id>`. */
const endOf = (row: Row): string => `${row.at} ${row.id}`;

function behind(field: string, end: string): string {
  const [at = '0', id = ''] = end.split(' ');
  const time = literal(Number(at));
  return `(${field} > ${time} OR (${field} = ${time} AND Id > '${id.replaceAll(/\W/g, '')}'))`;
}

/**
 * Rows of an object whose `field` is in the span, oldest first, by SOQL; `after` goes on behind the last row of a page:
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/
 * @param all with those in the recycle bin (`queryAll`)
 */
export async function rows(
  api: Api<Settings>,
  object: string,
  field: string,
  span: { readonly from: number; readonly to?: number; readonly after?: string | undefined },
  all: boolean,
): Promise<{ readonly entries: ReadonlyArray<Row>; readonly next: string | undefined }> {
  const since = literal(span.from);
  const after = span.after === undefined ? `${field} >= ${since}` : behind(field, span.after);
  const until = span.to === undefined ? '' : ` AND ${field} < ${literal(span.to)}`;
  const soql =
    `SELECT Id, ${field}, IsDeleted FROM ${object} WHERE ${after}${until} ` +
    `ORDER BY ${field} ASC, Id ASC LIMIT ${PAGE}`;
  const query = new URLSearchParams({ q: soql }).toString();
  const answer = await get(api, `${all ? 'queryAll' : 'query'}?${query}`);
  // Not "nothing found": the instance or the version is wrong.
  if (answer === undefined) throw platformErrors.apiRefused({ detail: { status: 404, path: 'query' } });
  const records = arrayOf(objectOf(parseJson(answer.body))['records']);
  const entries = records.map(objectOf).flatMap((one) => {
    const id = stringOf(one['Id']);
    const at = parseTime(one[field]);
    return id === undefined || at === null ? [] : [{ id: longId(id), at, deleted: isTrue(one['IsDeleted']) }];
  });
  const last = entries.at(-1);
  return { entries, next: entries.length < PAGE || last === undefined ? undefined : endOf(last) };
}
