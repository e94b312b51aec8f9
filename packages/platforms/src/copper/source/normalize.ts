import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import {
  arrayOf,
  fetchedOf,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  parseTime,
  pointerTo,
  sha256,
  stringOf,
  type Fetched,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { changedAt, readers, timeOf } from './records.ts';
import { isResource } from './resources.ts';

const accountOf = (context: NormalizeContext): string => stringOf(context.settings['account']) ?? 'copper';

const CHANGES: Readonly<Record<string, 'created' | 'changed' | 'deleted'>> = {
  new: 'created',
  update: 'changed',
  delete: 'deleted',
};

const MOST_IDS = 1_000;

function readRecord(raw: RawRecord, fetched: Fetched, context: NormalizeContext): Interaction {
  const account = accountOf(context);
  const { objectType, objectId, change, found } = fetched;
  const record = found ? objectOf(parseJson(raw.body)) : {};
  const told = ownValue(readers, objectType)?.(record, { account, region: context.region });
  return interaction(manifest, raw, {
    kind: 'other',
    direction: 'none',
    ...(told ?? { text: JSON.stringify(record) }),
    account,
    objectId: `${objectType}/${stringOf(record['id']) ?? objectId}`,
    // Nothing says when a record was deleted: it was gone when it was asked for.
    revision: found ? (changedAt(record) ?? 0) : raw.receivedAt,
    channel: 'crm',
    event: !found ? 'deleted' : change === 'unknown' ? 'changed' : change,
    vendorEvent: `${objectType}.${change}`,
    state: found ? 'active' : 'deleted',
    ...(found ? {} : { participants: [] }),
  });
}

/** A notification of a type that is not known, or of nothing in particular: kept without its secret. */
function other(raw: RawRecord, given: Json, context: NormalizeContext): Interaction {
  const { secret: _, ...body } = given;
  const text = JSON.stringify(body);
  const type = [stringOf(body['type']), stringOf(body['event'])].filter(Boolean).join('.');
  return interaction(manifest, raw, {
    account: accountOf(context),
    objectId: `notification/${sha256(text)}`,
    channel: 'crm',
    kind: 'other',
    event: 'other',
    vendorEvent: type,
    direction: 'none',
    occurredAt: parseTime(body['timestamp']) ?? timeOf(body['timestamp']),
    text,
  });
}

/** https://developer.copper.com/webhooks/overview.html: a notification tells ids, type and event. */
export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  if (fetched !== undefined) return [readRecord(raw, fetched, context)];
  const body = objectOf(parseJson(raw.body));
  const type = stringOf(body['type']) ?? '';
  const ids = arrayOf(body['ids']).flatMap((id) => stringOf(id) ?? []);
  if (!isResource(type) || ids.length === 0) return [other(raw, body, context)];
  const change = ownValue(CHANGES, stringOf(body['event']) ?? '') ?? 'unknown';
  return [...new Set(ids)].slice(0, MOST_IDS).map((objectId) => pointerTo(type, objectId, change));
}
