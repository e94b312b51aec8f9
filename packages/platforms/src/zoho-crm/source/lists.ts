import type { Api } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, parseTime, stringOf, type Change, type ChangePage } from '../../reading/index.ts';
import { ask, zohoTime, type Answer } from './calls.ts';
import type { Settings } from './settings.ts';

export type Entry = Change;

type Page<One extends Entry = Entry> = ChangePage<One>;

const PAGE = 200;
/** Zoho counts 2,000 records by page numbers. */
const MOST_PAGES = 10;

const entriesOf = (answer: Answer, field: string): ReadonlyArray<Entry> =>
  arrayOf(answer.content['data'])
    .map(objectOf)
    .flatMap((one) => {
      const id = stringOf(one['id']);
      const at = parseTime(one[field]);
      return id === undefined || at === null ? [] : [{ id, at }];
    });

/** Not "nothing found": the organisation does not have the module. */
function present(answer: Answer | undefined, module: string): Answer {
  if (answer === undefined) throw platformErrors.apiRefused({ detail: { status: 404, module } });
  return answer;
}

/** Records of a module that changed since, oldest change first; 304 where none did. */
export async function changed(
  api: Api<Settings>,
  module: string,
  since: number,
  page = '1',
  fields = 'Modified_Time',
): Promise<Page<Entry & { readonly createdAt: number | null }>> {
  const query = new URLSearchParams({
    fields,
    sort_by: 'Modified_Time',
    sort_order: 'asc',
    page,
    per_page: String(PAGE),
  });
  const answer = present(await ask(api, 'GET', `${module}?${query.toString()}`, { since }), module);
  const entries = arrayOf(answer.content['data'])
    .map(objectOf)
    .flatMap((one) => {
      const id = stringOf(one['id']);
      const at = parseTime(one['Modified_Time']);
      return id === undefined || at === null ? [] : [{ id, at, createdAt: parseTime(one['Created_Time']) }];
    });
  const more = objectOf(answer.content['info'])['more_records'] === true;
  return { entries, next: more ? String(Number(page) + 1) : undefined };
}

/** Records that were deleted since, into the recycle bin or for ever, oldest first: Zoho does not say in which order it lists them. */
export async function deleted(api: Api<Settings>, module: string, since: number): Promise<Page> {
  const entries: Entry[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const query = new URLSearchParams({ type: 'all', page: String(page), per_page: String(PAGE) });
    const answer = present(await ask(api, 'GET', `${module}/deleted?${query.toString()}`, { since }), module);
    entries.push(...entriesOf(answer, 'deleted_time'));
    if (objectOf(answer.content['info'])['more_records'] !== true) break;
  }
  return { entries: entries.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)), next: undefined };
}

/** A page's end as the next one's beginning: `<epoch milliseconds> <id>`. */
const endOf = (entry: Entry): string => `${entry.at} ${entry.id}`;

function behind(field: string, end: string): string {
  const [at = '0', id = ''] = end.split(' ');
  const time = zohoTime(Number(at));
  return `(${field} > '${time}' or (${field} = '${time}' and id > ${id.replaceAll(/\D/g, '')}))`;
}

/**
 * Records whose `field` is in the span, oldest first, by COQL; `after` goes on behind the last one of a page.
 * https://www.zoho.com/crm/developer/docs/api/v8/COQL-Overview.html
 */
export async function between(
  api: Api<Settings>,
  module: string,
  field: string,
  span: { readonly from: number; readonly to: number; readonly after?: string | undefined },
): Promise<Page> {
  const since = zohoTime(span.from);
  const begin = span.after === undefined ? `${field} >= '${since}'` : behind(field, span.after);
  const select =
    `select id, ${field} from ${module} where (${begin} and ${field} < '${zohoTime(span.to)}') ` +
    `order by ${field} asc, id asc limit ${PAGE}`;
  const answer = present(await ask(api, 'POST', 'coql', { body: { select_query: select } }), module);
  const entries = entriesOf(answer, field);
  const last = entries.at(-1);
  return { entries, next: entries.length < PAGE || last === undefined ? undefined : endOf(last) };
}
