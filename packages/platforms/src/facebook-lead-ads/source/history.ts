import type { Api, History, HistoryItem } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { ABSENT, graph } from '../../meta/graph.ts';
import {
  arrayOf,
  interactionIdOf,
  objectOf,
  parseJson,
  parseTime,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { leadPointer } from './lead.ts';
import type { Settings } from './settings.ts';

const PAGE_SIZE = '100';

/** Forms that are still to be read, the first of them from the cursor on. */
interface Place {
  readonly forms: ReadonlyArray<string>;
  readonly after?: string;
}

function placeOf(page: string): Place {
  const place = objectOf(parseJson(Buffer.from(page)));
  const after = stringOf(place['after']);
  return {
    forms: arrayOf(place['forms']).map(stringOf).filter(Boolean) as string[],
    ...(after === undefined ? {} : { after }),
  };
}

/** The cursor of the page after this one; Meta names the next page only where there is one. */
function afterOf(list: Json): string | undefined {
  const paging = objectOf(list['paging']);
  return paging['next'] === undefined ? undefined : stringOf(objectOf(paging['cursors'])['after']);
}

/** @throws platforms.api-unauthorized where the page or form is not shown to us */
async function listOf(
  api: Api<Settings>,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Json> {
  const list = await graph(api, 'GET', path, query);
  if (list === ABSENT) throw platformErrors.apiUnauthorized({ detail: { path } });
  return list;
}

async function formsOf(api: Api<Settings>): Promise<ReadonlyArray<string>> {
  const { formIds, pageId = '' } = api.settings;
  if (formIds.length > 0) return formIds;
  const forms: string[] = [];
  let after: string | undefined;
  do {
    const list = await listOf(api, `${pageId}/leadgen_forms`, {
      fields: 'id',
      limit: PAGE_SIZE,
      ...(after === undefined ? {} : { after }),
    });
    forms.push(...arrayOf(list['data']).flatMap((form) => stringOf(objectOf(form)['id']) ?? []));
    after = afterOf(list);
  } while (after !== undefined);
  return forms;
}

/**
 * Leads of each form by `time_created`, which is in whole seconds; Meta keeps them for 90 days. Each is fetched by itself, so that one
 * that was notified meanwhile is brought once; the budget of calls grows with the leads.
 */
export const history: History<Settings> = {
  ready: ({ pageAccessToken, pageId }) => pageAccessToken !== undefined && pageId !== undefined,
  days: 90,
  async list(span, api) {
    const { pageId = '' } = api.settings;
    const place = span.page === undefined ? { forms: await formsOf(api) } : placeOf(span.page);
    const [form, ...others] = place.forms;
    if (form === undefined) return { items: [] };
    const filtering = [
      { field: 'time_created', operator: 'GREATER_THAN', value: Math.ceil(span.from / 1000) - 1 },
      { field: 'time_created', operator: 'LESS_THAN', value: Math.ceil(span.to / 1000) },
    ];
    const list = await listOf(api, `${form}/leads`, {
      fields: 'id,created_time',
      limit: PAGE_SIZE,
      filtering: JSON.stringify(filtering),
      ...(place.after === undefined ? {} : { after: place.after }),
    });
    const items = arrayOf(list['data']).flatMap((value): HistoryItem[] => {
      const body = objectOf(value);
      const lead = stringOf(body['id']);
      const created = parseTime(body['created_time']);
      if (lead === undefined || created === null || created < span.from || created >= span.to) return [];
      return [
        {
          pointer: leadPointer(pageId, lead, { formId: form }),
          interactionIds: [interactionIdOf(manifest.id, pageId, lead)],
        },
      ];
    });
    const after = afterOf(list);
    const rest: Place | undefined =
      after !== undefined ? { forms: place.forms, after } : others.length > 0 ? { forms: others } : undefined;
    return { items, ...(rest === undefined ? {} : { next: JSON.stringify(rest) }) };
  },
};
