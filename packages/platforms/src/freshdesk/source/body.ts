import { XMLParser } from 'fast-xml-parser';
import { CodedError } from '@throughline/errors';
import { platformErrors } from '../../errors.ts';
import { objectOf, parseJson, stringOf, type Json } from '../../reading/index.ts';
import { queryOf, textOf } from '../../schemes/index.ts';

/**
 * What a rule sends is a template with the ticket's words put in as they are: quotes and line breaks are not escaped, and a
 * comma may stand behind the last field. So a body that is no JSON is read by its field names, which the rule's author wrote.
 */

const KEY = /[{,]\s*"([A-Za-z]\w{0,60})"\s*:\s*/g;
const LONGEST_LENIENT = 1_000_000;

/** A value as it stands between two keys: without commas and braces behind it, its quotes and their escapes. */
function valueOf(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\r\n,}'.includes(text.charAt(end - 1))) end -= 1;
  // Braces and commas of the value itself stand before its closing quote.
  const value =
    text.startsWith('"') && text.charAt(end - 1) === '"' && end > 1
      ? text.slice(1, end - 1)
      : text.slice(0, end);
  return value.replaceAll(
    /\\(["\\/nrt])/g,
    (_, escaped: string) => ({ n: '\n', r: '\r', t: '\t' })[escaped] ?? escaped,
  );
}

/** Fields by name out of what is almost JSON; nesting is flattened, the first of a name wins. */
function lenientFields(text: string): Record<string, string> {
  const keys = [...text.slice(0, LONGEST_LENIENT).matchAll(KEY)];
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  keys.forEach((key, index) => {
    const value = text.slice(key.index + key[0].length, keys[index + 1]?.index ?? text.length);
    const [, name = ''] = key;
    if (!(name in fields) && !value.startsWith('{')) fields[name] = valueOf(value);
  });
  return fields;
}

const inside = (body: Json): Json =>
  body['freshdesk_webhook'] === undefined ? body : objectOf(body['freshdesk_webhook']);

function jsonFields(body: Uint8Array): Json {
  try {
    return inside(objectOf(parseJson(body)));
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'platforms.body-unreadable') throw error;
    const fields = lenientFields(textOf(body));
    if (Object.keys(fields).length === 0) throw error;
    return fields;
  }
}

const xml = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: true });

function xmlFields(text: string): Json {
  // Document types are refused: Freshdesk sends none, and entities are how XML readers are attacked.
  if (/<!DOCTYPE|<!ENTITY/i.test(text))
    throw platformErrors.bodyUnreadable({ detail: { format: 'xml', why: 'document type' } });
  try {
    const document = objectOf(xml.parse(text));
    return inside('freshdesk-webhook' in document ? objectOf(document['freshdesk-webhook']) : document);
  } catch (error) {
    throw platformErrors.bodyUnreadable({ detail: { format: 'xml' }, cause: error });
  }
}

/** `freshdesk_webhook[ticket_id]=1` and `ticket_id=1` alike. */
function formFields(form: URLSearchParams): Json {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of form) fields[/\[(\w+)\]$/.exec(name)?.[1] ?? name] = value;
  return fields;
}

/**
 * The fields of a webhook, whichever encoding the rule chose.
 * @throws platforms.body-unreadable, platforms.too-deep
 */
export function fieldsOf(raw: {
  readonly url: string;
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}): Json {
  if (raw.body.byteLength === 0) return formFields(queryOf(raw.url));
  if ((raw.headers['content-type'] ?? '').includes('x-www-form-urlencoded'))
    return formFields(new URLSearchParams(textOf(raw.body)));
  const start = textOf(raw.body.subarray(0, 100)).trimStart();
  return start.startsWith('<') ? xmlFields(textOf(raw.body)) : jsonFields(raw.body);
}

export interface Trigger {
  readonly name: string;
  readonly from?: string;
  readonly to: string;
}

const TRIGGER =
  /([a-z_]{1,40})"?\s*:\s*(?:\{\s*"?from"?\s*:\s*"?([^,{}"]{0,100})"?\s*,\s*"?to"?\s*:\s*"?([^,{}"]{0,100})"?\s*\}|"?([^,{}"]{1,100}))/gi;

/** `{ticket_action:created}`, `{status:{from:3,to:2}}`, several in one: looks like JSON and is none. */
export function triggersOf(text: unknown): ReadonlyArray<Trigger> {
  const triggers = (stringOf(text) ?? '').slice(0, 2_000).matchAll(TRIGGER);
  return [...triggers].map(([, name = '', from, to, plain]) =>
    from === undefined
      ? { name, to: (plain ?? '').trim() }
      : { name, from: from.trim(), to: (to ?? '').trim() },
  );
}
