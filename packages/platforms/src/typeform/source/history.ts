import { getJson } from '../../calling/index.ts';
import type { Api, Fetch, History, HistoryItem } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import {
  arrayOf,
  interactionIdOf,
  objectOf,
  parseTime,
  pointerTo,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import type { Settings } from './settings.ts';

const PAGE = 200;

const urlOf = (settings: Settings, form: string, rest = ''): string =>
  `${settings.apiUrl.replace(/\/$/, '')}/forms/${encodeURIComponent(form)}${rest}`;

async function asked(api: Api<Settings>, url: string): Promise<Json> {
  const answer = await getJson(api, url);
  if (answer === undefined)
    throw platformErrors.apiRefused({ detail: { status: 404, path: new URL(url).pathname } });
  return objectOf(answer);
}

/** As the webhook has it: the list names the questions by id alone, so the form that it is of goes along. */
function itemOf(response: Json, form: string, definition: Json, url: string): HistoryItem {
  const token = required(response['token'], 'items.token');
  const { id, title, fields } = definition;
  const body = {
    event_type: 'form_response',
    form_response: { form_id: form, ...response, definition: { id, title, fields } },
  };
  return {
    pointer: pointerTo('response', `${form}/${token}`, 'created'),
    interactionIds: [interactionIdOf(manifest.id, form, token)],
    object: { url, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) },
  };
}

/**
 * The Responses API, form by form, backwards by `before`. Its times are whole seconds, both inclusive; what lies outside the
 * span is left out here. A page is `form/token`: the responses of a form before that token.
 * https://www.typeform.com/developers/responses/reference/retrieve-responses/
 */
export const history: History<Settings> = {
  ready: (settings) => settings.apiToken !== undefined && settings.formIds.length > 0,
  async list({ from, to, page }, api) {
    const { formIds } = api.settings;
    const [form = formIds[0] ?? '', before] = page?.split('/', 2) ?? [];
    const query = new URLSearchParams({
      page_size: String(PAGE),
      since: String(Math.floor(from / 1000)),
      until: String(Math.ceil(to / 1000)),
    });
    if (before !== undefined && before !== '') query.set('before', before);
    const url = urlOf(api.settings, form, `/responses?${query.toString()}`);
    const responses = arrayOf((await asked(api, url))['items']).map(objectOf);
    const definition = responses.length === 0 ? {} : await asked(api, urlOf(api.settings, form));
    const items = responses
      .filter((response) => {
        const at = parseTime(response['submitted_at']);
        return at !== null && at >= from && at < to;
      })
      .map((response) => itemOf(response, form, definition, url));
    const last = stringOf(responses.at(-1)?.['token']);
    if (responses.length === PAGE && last !== undefined) return { items, next: `${form}/${last}` };
    const nextForm = formIds[formIds.indexOf(form) + 1];
    return formIds.includes(form) && nextForm !== undefined ? { items, next: `${nextForm}/` } : { items };
  },
  days: 365,
};

/** One response, as the history brings it. */
export const fetch: Fetch<Settings> = async ({ objectType, objectId }, api) => {
  const [form = '', token = ''] = objectId.split('/', 2);
  if (objectType !== 'response' || token === '') return { found: false };
  const url = urlOf(api.settings, form, `/responses?included_response_ids=${encodeURIComponent(token)}`);
  const answer = await getJson(api, url);
  const response = arrayOf(objectOf(answer)['items'])
    .map(objectOf)
    .find((one) => stringOf(one['token']) === token);
  if (response === undefined) return { found: false };
  const { object } = itemOf(response, form, await asked(api, urlOf(api.settings, form)), url);
  return object === undefined ? { found: false } : { found: true, objects: [object] };
};
