import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized, Pointer } from '../../contract.ts';
import {
  fetchedOf,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  pointerTo,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { accountOf } from './access.ts';
import { entityOf, idOf, readers, type Entity } from './entities.ts';
import { envelopesOf, type Told } from './envelope.ts';

const isEntity = (text: string): text is Entity => Object.hasOwn(readers, text);

interface Change {
  readonly type: Entity;
  readonly id: string;
  readonly event: string;
  readonly vendorEvent: string;
  readonly deleted: boolean;
  readonly at: number | null;
}

function toInteraction(
  raw: RawRecord,
  change: Change,
  entity: Json,
  account: string,
  region: string,
): Interaction {
  const { type, id, deleted } = change;
  const told = readers[type](entity, { account, region });
  const changed =
    parseTime(entity['updated_at']) ??
    parseTime(entity['change_status_at']) ??
    change.at ??
    parseTime(entity['created_at']);
  return interaction(manifest, raw, {
    ...told,
    occurredAt: told.occurredAt ?? change.at,
    account,
    objectId: `${type}/${id}`,
    // A deletion has no time: it counts from when it was told.
    revision: deleted ? (change.at ?? raw.receivedAt) : (changed ?? 0),
    channel: 'commerce',
    event: change.event,
    vendorEvent: change.vendorEvent,
    state: deleted ? 'deleted' : 'active',
  });
}

function eventOf(type: Entity, name: string, entity: Json): string {
  if (/delete/.test(name)) return 'deleted';
  const isNew = entity['created_at'] !== undefined && entity['created_at'] === entity['updated_at'];
  if (type === 'order') return /place/.test(name) || isNew ? 'order_placed' : 'changed';
  return /register|create/.test(name) || isNew ? 'created' : 'changed';
}

const other = (raw: RawRecord, told: Told, account: string): Interaction =>
  interaction(manifest, raw, {
    account,
    objectId: `event/${told.eventId ?? sha256(`${told.name}/${JSON.stringify(told.entity)}`)}`,
    channel: 'commerce',
    kind: 'other',
    event: 'other',
    vendorEvent: told.name,
    direction: 'none',
    occurredAt: parseTime(told.time),
    text: JSON.stringify(told.entity),
  });

const pointerOf = (objectType: Entity, objectId: string): Pointer =>
  pointerTo(objectType, objectId, 'changed');

function readTold(raw: RawRecord, told: Told, context: NormalizeContext): Interaction | Pointer {
  const siteUrl = stringOf(context.settings['siteUrl']);
  const account = siteUrl === undefined ? (told.source ?? 'magento') : accountOf(siteUrl);
  const { entity, name } = told;
  const type = entityOf(name, entity);
  const number = stringOf(entity['increment_id']);
  // An order that is just being placed has a number, but no id yet.
  const id = idOf(entity) ?? (number === undefined ? undefined : `number/${number}`);
  if (type === undefined || id === undefined) return other(raw, told, account);
  const deleted = /delete/.test(name);
  // The merchant chooses which fields are told: without a contact the rest is asked for.
  const isBare =
    (type === 'customer' && entity['email'] === undefined) ||
    (type === 'order' && entity['customer_email'] === undefined);
  if (isBare && !deleted && siteUrl !== undefined && idOf(entity) !== undefined) return pointerOf(type, id);
  const event = eventOf(type, name, entity);
  const change = { type, id, event, vendorEvent: name, deleted, at: parseTime(told.time) };
  return toInteraction(raw, change, entity, account, context.region);
}

export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  if (fetched !== undefined && isEntity(fetched.objectType)) {
    const { objectType: type, objectId, found } = fetched;
    const account = accountOf(stringOf(context.settings['siteUrl']) ?? 'magento');
    const entity = found ? objectOf(parseJson(raw.body)) : {};
    const id = idOf(entity) ?? objectId;
    const event = found ? eventOf(type, '', entity) : 'deleted';
    const change = { type, id, event, vendorEvent: `${type}.${fetched.change}`, deleted: !found, at: null };
    return [toInteraction(raw, change, entity, account, context.region)];
  }
  return envelopesOf(raw).map((told) => readTold(raw, told, context));
}
