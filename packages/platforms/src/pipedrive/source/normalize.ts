import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import {
  fetchedOf,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  parseSeconds,
  parseTime,
  required,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { readObject, type PipedriveObject } from './object.ts';
import { objectOfName } from './objects.ts';

const CHANGES: Readonly<Record<string, PipedriveObject['change']>> = {
  create: 'created',
  added: 'created',
  change: 'changed',
  updated: 'changed',
  merged: 'changed',
  delete: 'deleted',
  deleted: 'deleted',
};

/** Pipelines, stages, users, products and whatever comes next. */
const other = (
  raw: RawRecord,
  account: string,
  vendorEvent: string,
  id: string,
  body: Json,
  at: number | null,
) =>
  interaction(manifest, raw, {
    account,
    objectId: id,
    channel: 'crm',
    kind: 'other',
    event: 'other',
    vendorEvent,
    direction: 'none',
    occurredAt: at,
    text: JSON.stringify(body),
  });

/**
 * A webhook of either version: `{ meta: { action, entity, entity_id, id, … }, data, previous }`, or, in version 1,
 * `{ meta: { action, object, id, … }, current, previous }`. It brings the whole object, a deletion its last state.
 */
function readWebhook(raw: RawRecord, body: Json, context: NormalizeContext): Interaction {
  const meta = objectOf(body['meta']);
  const isOld = meta['entity'] === undefined;
  const action = required(meta['action'], 'meta.action');
  const entity = required(isOld ? meta['object'] : meta['entity'], 'meta.entity');
  const id = stringOf(isOld ? meta['id'] : meta['entity_id']);
  const account = stringOf(meta['company_id']) ?? stringOf(context.settings['companyId']) ?? 'unknown';
  const at = parseTime(meta['timestamp']) ?? parseSeconds(meta['timestamp']);
  const vendorEvent = `${entity}.${action}`;
  const type = objectOfName(entity);
  const change = ownValue(CHANGES, action);
  if (type === undefined || change === undefined || id === undefined) {
    const event = isOld ? sha256(raw.body) : (stringOf(meta['id']) ?? sha256(raw.body));
    return other(raw, account, vendorEvent, `event/${event}`, body, at);
  }
  const state = isOld ? body['current'] : body['data'];
  const fields = objectOf(state ?? body['previous']);
  return readObject(
    raw,
    {
      account,
      type,
      id,
      change,
      vendorEvent,
      fields,
      at,
      host: stringOf(meta['host']),
      properties: {
        changeSource: stringOf(meta['change_source']),
        user: stringOf(meta['user_id']),
        mergedTo: stringOf(meta['merged_to_id']),
        mergedFrom: stringOf(meta['merged_from_id']),
        bulk: meta['is_bulk_edit'] === true || meta['is_bulk_update'] === true ? 'true' : undefined,
      },
    },
    context,
  );
}

const hostOf = (context: NormalizeContext): string | undefined => {
  const url = stringOf(context.settings['apiUrl']);
  const host = url === undefined ? undefined : URL.parse(url)?.host;
  return host === 'api.pipedrive.com' ? undefined : host;
};

/** `x-fetch-object` is `person/<company>/<id>`; the body is `{ success, data }`. */
function readFetched(raw: RawRecord, context: NormalizeContext): Interaction {
  const fetched = fetchedOf(raw);
  const [account = '', id = ''] = (fetched?.objectId ?? '').split('/');
  const found = fetched?.found !== false;
  const fields = found ? objectOf(objectOf(parseJson(raw.body))['data']) : {};
  const type = fetched?.objectType ?? '';
  return readObject(
    raw,
    {
      account: account || stringOf(context.settings['companyId']) || 'unknown',
      type,
      id: stringOf(fields['id']) ?? id,
      change: !found ? 'deleted' : fetched?.change === 'created' ? 'created' : 'changed',
      vendorEvent: found ? `${type}.fetched` : `${type}.gone`,
      fields,
      at: null,
      host: hostOf(context),
      properties: {},
    },
    context,
  );
}

export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  if (raw.method === 'FETCH') return [readFetched(raw, context)];
  const body = objectOf(parseJson(raw.body));
  if (body['meta'] === undefined) {
    const account = stringOf(context.settings['companyId']) ?? 'unknown';
    return [other(raw, account, 'delivery', `delivery/${sha256(raw.body)}`, body, null)];
  }
  return [readWebhook(raw, body, context)];
}
