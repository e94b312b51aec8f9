import type { Attachment } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import { platformErrors } from '../../errors.ts';
import { parseForm, type Form } from '../../reading/form.ts';
import { attachment, ownValue, parseJson, sha256, type Json } from '../../reading/index.ts';
import { queryOf, textOf } from '../../schemes/index.ts';

/** A delivery as templates see it. */
export interface Delivery {
  readonly body: unknown;
  /** The things in it; the body itself where it is none but one. */
  readonly items: ReadonlyArray<unknown>;
  readonly headers: RawRecord['headers'];
  readonly query: Readonly<Record<string, string>>;
  readonly attachments: ReadonlyArray<Attachment>;
  readonly isForm: boolean;
}

const MOST_ITEMS = 1_000;

/** Fields by name; one that comes several times as a list. */
function fieldsOf(form: Form): Json {
  const fields = new Map<string, string | string[]>();
  for (const { name, bytes } of form.fields) {
    const known = fields.get(name);
    const text = textOf(bytes);
    fields.set(name, known === undefined ? text : [...(typeof known === 'string' ? [known] : known), text]);
  }
  return Object.fromEntries(fields);
}

const attachmentsOf = (form: Form): ReadonlyArray<Attachment> =>
  form.files.map((file) =>
    attachment({
      name: file.name,
      contentType: file.contentType,
      size: file.bytes.byteLength,
      sha256: sha256(file.bytes),
    }),
  );

/** What lies at a path of names; undefined where nothing does. */
const valueAt = (body: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? ownValue(value as Json, name) : undefined,
      body,
    );

/** A list without anything in it is a delivery all the same. */
function itemsOf(body: unknown, path: string | undefined): ReadonlyArray<unknown> {
  const found = path === undefined ? body : valueAt(body, path);
  const items = Array.isArray(found) && found.length > 0 ? (found as unknown[]) : [body];
  if (items.length > MOST_ITEMS) throw platformErrors.bodyUnreadable({ detail: { most: MOST_ITEMS } });
  return items;
}

/** @throws platforms.body-unreadable, platforms.too-deep */
export function deliveryOf(raw: RawRecord, format: unknown, itemsPath: string | undefined): Delivery {
  const isFormType = /form-urlencoded|form-data/.test(raw.headers['content-type'] ?? '');
  const isForm = format === 'form' || (format !== 'json' && isFormType);
  const query = Object.fromEntries(queryOf(raw.url));
  const common = { headers: raw.headers, query, isForm };
  if (!isForm) {
    const body = parseJson(raw.body);
    return { ...common, body, items: itemsOf(body, itemsPath), attachments: [] };
  }
  const form = parseForm(raw);
  if (form === undefined) throw platformErrors.bodyUnreadable({ detail: { format: 'form' } });
  const body = fieldsOf(form);
  return { ...common, body, items: [body], attachments: attachmentsOf(form) };
}

/** A thing as text: a form line by line, anything else as compact JSON. */
export const textOfItem = (item: unknown, { isForm }: Pick<Delivery, 'isForm'>): string =>
  isForm && typeof item === 'object' && item !== null
    ? Object.entries(item)
        .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
        .join('\n')
    : JSON.stringify(item);
