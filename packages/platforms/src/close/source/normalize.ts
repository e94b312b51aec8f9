import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  ownValue,
  fetchedOf,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { activities, type Reader } from './activities.ts';
import { records } from './records.ts';

const EVENTS: Readonly<Record<string, string>> = { updated: 'changed', listed: 'received' };

function readerOf(objectType: string): Reader | undefined {
  if (objectType.startsWith('activity.')) return ownValue(activities, objectType.slice('activity.'.length));
  return objectType.startsWith('task') ? records['task'] : ownValue(records, objectType);
}

/** What happened, in our words: a message that came in was received, one that went out was sent. */
function eventOf(action: string, kind: string, direction: string): string {
  const isContact = kind === 'message' || kind === 'call' || kind === 'form';
  if (action !== 'created' || !isContact) return ownValue(EVENTS, action) ?? action;
  return direction === 'outbound' ? 'sent' : 'received';
}

/** An event of the log, from a webhook or from the log itself. https://developer.close.com/api/resources/events */
function readEvent(raw: RawRecord, event: Json, context: NormalizeContext): Interaction {
  const organization = required(event['organization_id'], 'event.organization_id');
  const objectType = required(event['object_type'], 'event.object_type');
  const action = stringOf(event['action']) ?? 'unknown';
  const deleted = action === 'deleted';
  const data = objectOf(event['data'] ?? event['previous_data']);
  const { region, internalDomains } = context;
  const told = readerOf(objectType)?.(data, { organization, region, internalDomains });
  const at = parseTime(event['date_updated']) ?? parseTime(event['date_created']);
  const changed = parseTime(data['date_updated']);
  const leadId = stringOf(event['lead_id']) ?? stringOf(data['lead_id']);
  // An address that was taken off the list again says nothing of consent.
  const silent =
    deleted || (objectType === 'unsubscribed_email' && action !== 'created' && action !== 'listed');
  return interaction(manifest, raw, {
    kind: 'other',
    channel: 'crm',
    direction: 'none',
    occurredAt: parseTime(data['activity_at']) ?? parseTime(data['date_created']) ?? at,
    // A sequence of activities of one lead is what Close shows as its conversation.
    conversation: leadId,
    link:
      stringOf(data['html_url']) ??
      (leadId === undefined ? undefined : `https://app.close.com/lead/${leadId}/`),
    ...(told ?? { text: JSON.stringify(event) }),
    ...(told?.occurredAt === null ? { occurredAt: at } : {}),
    ...(told !== undefined && told.conversation === undefined && leadId !== undefined
      ? { conversation: leadId }
      : {}),
    ...(silent ? { consents: [] } : {}),
    account: organization,
    objectId: stringOf(event['object_id']) ?? `event/${required(event['id'], 'event.id')}`,
    revision: deleted ? Math.max(at ?? raw.receivedAt, (changed ?? 0) + 1) : (changed ?? at ?? 0),
    event: deleted ? 'deleted' : told === undefined ? 'other' : eventOf(action, told.kind, told.direction),
    vendorEvent: `${objectType}.${action}`,
    state: deleted ? 'deleted' : 'active',
    properties: { ...told?.properties, lead: leadId },
  });
}

/** An event that the log no longer has: nothing is known of it but that. */
const forgotten = (raw: RawRecord, id: string): Interaction =>
  interaction(manifest, raw, {
    account: 'unknown',
    objectId: `event/${id}`,
    revision: raw.receivedAt,
    channel: 'crm',
    kind: 'other',
    event: 'deleted',
    direction: 'none',
    state: 'deleted',
  });

export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const fetched = fetchedOf(raw);
  if (fetched?.found === false) return [forgotten(raw, fetched.objectId)];
  const body = objectOf(parseJson(raw.body));
  return [readEvent(raw, objectOf(body['event']), context)];
}
