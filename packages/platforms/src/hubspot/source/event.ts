import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { Pointer } from '../../contract.ts';
import {
  arrayOf,
  identifier,
  interaction,
  ownValue,
  parseMilliseconds,
  participant,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { typeOf } from './objects.ts';

/** https://developers.hubspot.com/docs/api-reference/webhooks-webhooks-v3/guide: one of the events of a batch. */
interface Event {
  /** Before the dot: `contact`, `object`, `conversation`. */
  readonly named: string;
  readonly change: string;
  readonly vendorEvent: string;
  readonly portal: string;
  readonly occurredAt: number | null;
  readonly body: Json;
}

/** 0 stands for no time. */
const timeOf = (value: unknown): number | null => parseMilliseconds(value) || null;

function eventOf(body: Json): Event {
  const vendorEvent = required(body['subscriptionType'] ?? body['eventType'], 'subscriptionType');
  const dot = vendorEvent.indexOf('.');
  return {
    named: dot < 0 ? vendorEvent : vendorEvent.slice(0, dot),
    change: dot < 0 ? '' : vendorEvent.slice(dot + 1),
    vendorEvent,
    portal: required(body['portalId'], 'portalId'),
    occurredAt: timeOf(body['occurredAt']),
    body,
  };
}

/** What is gone cannot be fetched any more: the event itself is its last revision. */
function deletion(raw: RawRecord, event: Event, type: string, id: string): Interaction {
  const isPerson = type === 'contact';
  return interaction(manifest, raw, {
    account: event.portal,
    objectId: `${type}/${id}`,
    revision: event.occurredAt ?? raw.receivedAt,
    channel: type === 'thread' ? 'chat' : 'crm',
    kind: type === 'thread' ? 'event' : type === 'ticket' ? 'ticket' : 'record',
    event: 'deleted',
    vendorEvent: event.vendorEvent,
    direction: 'none',
    state: 'deleted',
    occurredAt: event.occurredAt,
    conversation: type === 'thread' ? id : undefined,
    participants: isPerson
      ? [
          participant({
            role: 'customer',
            identifiers: [identifier('hubspot-contact', `${event.portal}/${id}`, true)],
          }),
        ]
      : [],
    properties: {
      reason: event.change,
      mergedInto: stringOf(event.body['newObjectId']) ?? stringOf(event.body['primaryObjectId']),
      changeSource: stringOf(event.body['changeSource']),
      sourceId: stringOf(event.body['sourceId']),
    },
  });
}

const CHANGES: Readonly<Record<string, Pointer['change']>> = {
  creation: 'created',
  newMessage: 'created',
  propertyChange: 'changed',
  merge: 'changed',
  restore: 'changed',
  associationChange: 'changed',
};

/** The object id holds the account: one app's events are of every account that installed it. */
const pointer = (event: Event, objectType: string, id: string): Pointer => ({
  pointer: true,
  objectType,
  objectId: `${event.portal}/${id}`,
  change: ownValue(CHANGES, event.change) ?? 'unknown',
  parameters: Object.fromEntries(
    ['subscriptionType', 'propertyName', 'changeSource', 'sourceId', 'appId'].flatMap((name) => {
      const value = stringOf(event.body[name]);
      return value === undefined ? [] : [[name, value.slice(0, 200)]];
    }),
  ),
});

const other = (raw: RawRecord, event: Event): Interaction =>
  interaction(manifest, raw, {
    account: event.portal,
    // HubSpot does not promise that event ids are unique.
    objectId: [
      'event',
      event.vendorEvent,
      stringOf(event.body['eventId']) ?? '',
      stringOf(event.body['objectId']) ?? '',
      String(event.occurredAt ?? ''),
    ].join('/'),
    channel: 'crm',
    kind: 'other',
    event: 'other',
    vendorEvent: event.vendorEvent,
    direction: 'none',
    occurredAt: event.occurredAt,
    text: JSON.stringify(event.body),
  });

function readConversation(raw: RawRecord, event: Event): Interaction | Pointer {
  const thread = required(event.body['objectId'], 'objectId');
  if (event.change === 'deletion' || event.change === 'privacyDeletion')
    return deletion(raw, event, 'thread', thread);
  const message = stringOf(event.body['messageId']);
  if (event.change === 'newMessage' && message !== undefined)
    return pointer(event, 'message', `${thread}/${message}`);
  return Object.hasOwn(CHANGES, event.change) ? pointer(event, 'thread', thread) : other(raw, event);
}

/**
 * An event to what it says by itself (a deletion) and to pointers to what has to be read anew.
 * Changes that we made ourselves are followed like any other: what they changed is a record, and records are not sent back.
 */
export function readEvent(raw: RawRecord, body: Json): ReadonlyArray<Interaction | Pointer> {
  const event = eventOf(body);
  if (event.named === 'conversation') return [readConversation(raw, event)];
  const type = typeOf(event.named, stringOf(body['objectTypeId']));
  if (type === undefined) return [other(raw, event)];
  if (event.change === 'deletion' || event.change === 'privacyDeletion')
    return [deletion(raw, event, type, required(body['objectId'], 'objectId'))];
  if (event.change === 'merge') {
    const merged = arrayOf(body['mergedObjectIds']).flatMap((id) => stringOf(id) ?? []);
    const primary = stringOf(body['primaryObjectId']);
    const kept = stringOf(body['newObjectId']) ?? primary ?? required(body['objectId'], 'objectId');
    // What was the primary one ends as well where a new object stands for both.
    const ended = new Set(primary === undefined ? merged : [primary, ...merged]);
    return [
      pointer(event, type, kept),
      ...[...ended].filter((id) => id !== kept).map((id) => deletion(raw, event, type, id)),
    ];
  }
  if (!Object.hasOwn(CHANGES, event.change)) return [other(raw, event)];
  return [pointer(event, type, required(body['objectId'] ?? body['fromObjectId'], 'objectId'))];
}
