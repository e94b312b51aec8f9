import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized, Pointer } from '../../contract.ts';
import {
  fetchedOf,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  parseTime,
  pointerTo,
  required,
  stringOf,
  type Fetched,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { readers } from './objects.ts';

/** `customer.created`, `payment.updated`, `invoice.payment_made`: the object, and what happened to it. */
const EVENT = /^(customer|order|payment|refund|booking|invoice)\.(?:([a-z_.]+))$/;

const EVENTS: Readonly<Record<string, string>> = { updated: 'changed' };

interface Change {
  readonly merchant: string;
  readonly type: string;
  readonly id: string;
  readonly event: string;
  readonly vendorEvent: string;
  readonly deleted: boolean;
  /** Epoch milliseconds of the event, where there was one. */
  readonly at: number | null;
}

function toInteraction(raw: RawRecord, change: Change, object: Json, region: string): Interaction {
  const told = ownValue(readers, change.type)?.(object, { merchant: change.merchant, region });
  // A deletion repeats the object as it was last: the event is later.
  const changed = parseTime(object['updated_at']) ?? change.at ?? 0;
  return interaction(manifest, raw, {
    kind: 'other',
    direction: 'none',
    occurredAt: change.at,
    ...told,
    account: change.merchant,
    objectId: `${change.type}/${change.id}`,
    revision: change.deleted ? Math.max(changed, change.at ?? raw.receivedAt) : changed,
    channel: 'commerce',
    event: change.event,
    vendorEvent: change.vendorEvent,
    state: change.deleted ? 'deleted' : 'active',
  });
}

/** What the API answered: `{ "order": { … } }`. An order's customer came along with it. */
function fetched(
  raw: RawRecord,
  { objectType, objectId, change, found }: Fetched,
  region: string,
): Interaction {
  const [merchant = 'unknown', id = ''] = objectId.split('/', 2);
  const body = found ? objectOf(parseJson(raw.body)) : {};
  const type = Object.keys(readers).find((name) => body[name] !== undefined) ?? objectType;
  const object = objectOf(body[type]);
  return toInteraction(
    raw,
    {
      merchant,
      type,
      id: stringOf(object['id']) ?? id,
      event: !found ? 'deleted' : type === 'order' && change === 'created' ? 'order_placed' : 'changed',
      vendorEvent: `${type}.${change}`,
      deleted: !found,
      at: found ? null : raw.receivedAt,
    },
    object,
    region,
  );
}

const pointerOf = (merchant: string, order: string, created: boolean): Pointer =>
  pointerTo('order', `${merchant}/${order}`, created ? 'created' : 'changed');

export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const known = fetchedOf(raw);
  if (known !== undefined) return [fetched(raw, known, context.region)];
  const body = objectOf(parseJson(raw.body));
  const type = required(body['type'], 'type');
  const merchant = required(body['merchant_id'], 'merchant_id');
  const data = objectOf(body['data']);
  const at = parseTime(body['created_at']);
  const [, name = '', verb = ''] = EVENT.exec(type) ?? [];
  const object = objectOf(objectOf(data['object'])[name]);
  // Order events name the order and its state only: https://developer.squareup.com/docs/orders-api/order-webhooks
  if (name === 'order' && !verb.startsWith('custom_attribute')) {
    const order = stringOf(objectOf(Object.values(objectOf(data['object']))[0])['order_id']);
    return [pointerOf(merchant, order ?? required(data['id'], 'data.id'), verb === 'created')];
  }
  const isKnown = name !== '' && !verb.startsWith('custom_attribute');
  const id = stringOf(object['id']) ?? stringOf(data['id']);
  if (isKnown && id !== undefined) {
    const deleted = verb === 'deleted' || data['deleted'] === true;
    const event = deleted ? 'deleted' : (ownValue(EVENTS, verb) ?? verb);
    return [
      toInteraction(
        raw,
        { merchant, type: name, id, event, vendorEvent: type, deleted, at },
        object,
        context.region,
      ),
    ];
  }
  return [
    interaction(manifest, raw, {
      account: merchant,
      objectId: `event/${required(body['event_id'], 'event_id')}`,
      channel: 'commerce',
      kind: 'other',
      event: 'other',
      vendorEvent: type,
      direction: 'none',
      occurredAt: at,
      text: JSON.stringify(data),
    }),
  ];
}
