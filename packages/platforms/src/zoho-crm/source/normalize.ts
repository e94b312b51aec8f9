import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized, Pointer } from '../../contract.ts';
import {
  arrayOf,
  fetchedOf,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  parseMilliseconds,
  pointerTo,
  required,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { isJson, queryOf, textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { readGone, readRecord } from './record.ts';

/** Zoho's deliveries and records do not name the organisation. */
const accountOf = (context: NormalizeContext): string =>
  stringOf(context.settings['organizationId']) ?? 'zoho-crm';

const CHANGES: Readonly<Record<string, Pointer['change']>> = {
  insert: 'created',
  create: 'created',
  update: 'changed',
  edit: 'changed',
};

const other = (raw: RawRecord, account: string, vendorEvent: string, body: unknown): Interaction =>
  interaction(manifest, raw, {
    account,
    objectId: `delivery/${sha256(raw.body.byteLength === 0 ? raw.url : raw.body)}`,
    channel: 'crm',
    kind: 'other',
    event: 'other',
    vendorEvent,
    direction: 'none',
    text: JSON.stringify(body, (name, value: unknown) => (name === 'token' ? undefined : value)),
  });

/**
 * A notification names what changed: `{ module, operation, ids, channel_id, token, server_time, affected_fields }`.
 * https://www.zoho.com/crm/developer/docs/api/v8/notifications/overview.html
 */
function readNotification(raw: RawRecord, body: Json, context: NormalizeContext): Normalized {
  const account = accountOf(context);
  const module = required(body['module'], 'module');
  const operation = stringOf(body['operation']) ?? '';
  const ids = [...new Set(arrayOf(body['ids']).flatMap((id) => stringOf(id) ?? []))];
  const time = body['server_time'];
  if (ids.length === 0) return [other(raw, account, `${module}.${operation}`, body)];
  return ids.map((id) =>
    operation === 'delete'
      ? readGone(raw, { account, module, id }, parseMilliseconds(time))
      : pointerTo(module, `${account}/${id}`, ownValue(CHANGES, operation) ?? 'unknown', {
          operation: operation.slice(0, 50),
        }),
  );
}

/**
 * What a workflow's webhook sends is its author's choice. `module` and `id` make it that record, with whatever fields come along
 * under their API names; with none but those it is a pointer to the record.
 */
function readWorkflow(raw: RawRecord, body: Json, context: NormalizeContext): Interaction | Pointer {
  const account = accountOf(context);
  const module = stringOf(body['module']);
  const id = stringOf(body['id']);
  if (module === undefined || id === undefined || !/^\w{1,50}$/.test(module))
    return other(raw, account, 'workflow', body);
  const { module: _module, id: _id, token: _token, ...fields } = body;
  return Object.keys(fields).length === 0
    ? pointerTo(module, `${account}/${id}`)
    : readRecord(raw, { account, module, id, change: 'workflow', fields }, context);
}

/** `x-fetch-object` is `Contacts/<organisation>/<id>`; the body is `{ data: [record] }`. */
function readFetched(raw: RawRecord, context: NormalizeContext): Interaction {
  const fetched = fetchedOf(raw);
  const [account = '', id = ''] = (fetched?.objectId ?? '').split('/');
  const gone = { account: account || accountOf(context), module: fetched?.objectType ?? '', id };
  if (fetched?.found === false) return readGone(raw, gone, null);
  const fields = objectOf(arrayOf(objectOf(parseJson(raw.body))['data'])[0]);
  return readRecord(
    raw,
    { ...gone, id: stringOf(fields['id']) ?? id, change: fetched?.change ?? 'unknown', fields },
    context,
  );
}

export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  if (raw.method === 'FETCH') return [readFetched(raw, context)];
  if (!isJson(raw)) {
    const form = raw.body.byteLength === 0 ? queryOf(raw.url) : new URLSearchParams(textOf(raw.body));
    return [readWorkflow(raw, Object.fromEntries(form), context)];
  }
  const body = objectOf(parseJson(raw.body));
  return 'channel_id' in body ? readNotification(raw, body, context) : [readWorkflow(raw, body, context)];
}
