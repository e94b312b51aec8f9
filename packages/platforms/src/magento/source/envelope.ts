import type { RawRecord } from '@throughline/raw';
import { objectOf, parseJson, stringOf, type Json } from '../../reading/index.ts';
import { header } from '../../schemes/index.ts';

/** What one of the three ways told: the event's name, and the fields of the thing. */
export interface Told {
  /** `com.adobe.commerce.observer.customer_save_commit_after`, `observer.…`, or what the URL or a module says. */
  readonly name: string;
  readonly entity: Json;
  /** `merchant.environment` of Adobe I/O Events. */
  readonly source: string | undefined;
  readonly eventId: string | undefined;
  /** ISO 8601, where the envelope has it. */
  readonly time: unknown;
}

/** What stands behind the source's id: `/customer`, `/observer.sales_order_place_after`. */
const pathOf = (url: string): string => /\/webhooks\/[^/?#]+\/[^/?#]+\/([^?#]*)/.exec(url)?.[1] ?? '';

/** Wrappings that a module or a hook's fields put around the thing. */
const WRAPPED = [
  'data',
  'value',
  'customer',
  'order',
  'subscriber',
  'invoice',
  'shipment',
  'creditmemo',
  'object',
];

/** The thing itself, out of `{"data": {"order": {…}}}` and the like: as deep as there is nothing beside. */
function unwrapped(body: Json): { readonly entity: Json; readonly wrapping: string } {
  let entity = body;
  let wrapping = '';
  for (let depth = 0; depth < 4; depth += 1) {
    if (stringOf(entity['entity_id']) !== undefined || stringOf(entity['id']) !== undefined) break;
    const name = WRAPPED.find((one) => Object.keys(objectOf(entity[one])).length > 0);
    if (name === undefined) break;
    entity = objectOf(entity[name]);
    if (name !== 'data' && name !== 'value' && name !== 'object') wrapping = name;
  }
  return { entity, wrapping };
}

function readOne(raw: RawRecord, body: Json): Told {
  // Adobe I/O Events: `event` in its own format, `data` in CloudEvents.
  const inner = objectOf(body['event'] ?? body['data']);
  const isEvent =
    body['recipient_client_id'] !== undefined || header(raw, 'x-adobe-event-code') !== undefined;
  if (isEvent) {
    return {
      name: header(raw, 'x-adobe-event-code') ?? stringOf(body['type']) ?? stringOf(body['event_code']) ?? '',
      entity: unwrapped(objectOf(inner['value'] ?? inner)).entity,
      source: stringOf(inner['source']),
      eventId: stringOf(body['event_id']) ?? stringOf(body['id']) ?? header(raw, 'x-adobe-event-id'),
      time: body['time'],
    };
  }
  const { entity, wrapping } = unwrapped(body);
  return {
    name: pathOf(raw.url) || (stringOf(body['event']) ?? stringOf(body['topic']) ?? wrapping),
    entity,
    source: undefined,
    eventId: undefined,
    time: undefined,
  };
}

/** One event, or several where Adobe I/O Events delivers a batch. @throws platforms.body-unreadable */
export function envelopesOf(raw: RawRecord): ReadonlyArray<Told> {
  const body = parseJson(raw.body);
  return (Array.isArray(body) && body.length > 0 ? body : [body]).map((one) => readOne(raw, objectOf(one)));
}
