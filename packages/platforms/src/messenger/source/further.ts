import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import { metaTime } from '../../meta/entries.ts';
import { arrayOf, interaction, objectOf, sha256, stringOf } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { company, customer, type Event } from './event.ts';
import { referralOf } from './message.ts';

const digestOf = (event: Event): string => sha256(JSON.stringify(event.body));

interface Receipt {
  readonly objectId: string;
  readonly messageId: string | undefined;
}

/** Meta names the messages, or only a time before which all of them were delivered or read. */
function receiptsOf(event: Event, name: string, body: unknown): ReadonlyArray<Receipt> {
  const receipt = objectOf(body);
  const mids = [receipt['mid'], ...arrayOf(receipt['mids'])].map(stringOf);
  const named = mids.flatMap((messageId) =>
    messageId === undefined ? [] : [{ objectId: `${messageId}/status/${name}`, messageId }],
  );
  if (named.length > 0) return named;
  const watermark = stringOf(receipt['watermark']) ?? digestOf(event);
  return [{ objectId: `${event.person ?? ''}/status/${name}/${watermark}`, messageId: undefined }];
}

export function statusesOf(
  raw: RawRecord,
  event: Event,
  name: 'delivered' | 'read',
  body: unknown,
): ReadonlyArray<Interaction> {
  const watermark = stringOf(objectOf(body)['watermark']);
  const byPerson = name === 'read';
  return receiptsOf(event, name, body).map(({ objectId, messageId }) =>
    interaction(manifest, raw, {
      account: event.page,
      objectId,
      channel: event.channel,
      kind: 'status',
      event: name,
      vendorEvent: byPerson ? 'message_reads' : 'message_deliveries',
      direction: byPerson ? 'inbound' : 'outbound',
      occurredAt: event.time ?? metaTime(watermark),
      conversation: event.person,
      participants: [company(event, !byPerson), customer(event, byPerson)],
      properties: { messageId, watermark },
    }),
  );
}

/** A person has one reaction to a message: a new one, or none, is its later revision. */
export function reactionOf(raw: RawRecord, event: Event): Interaction {
  const reaction = objectOf(event.body['reaction']);
  const mid = stringOf(reaction['mid']) ?? digestOf(event);
  const taken = reaction['action'] === 'unreact';
  return interaction(manifest, raw, {
    account: event.page,
    objectId: `${mid}/reaction/${event.person ?? ''}`,
    revision: event.time ?? raw.receivedAt,
    channel: event.channel,
    kind: 'event',
    event: taken ? 'unreacted' : 'reacted',
    vendorEvent: 'message_reactions',
    direction: 'inbound',
    occurredAt: event.time,
    conversation: event.person,
    text: taken ? undefined : (reaction['emoji'] ?? reaction['reaction']),
    participants: [customer(event, true), company(event, false)],
    properties: { reactionTo: stringOf(reaction['mid']), reaction: stringOf(reaction['reaction']) },
  });
}

/** The person came into the conversation by a link, an ad or a plugin. */
export const referredOf = (raw: RawRecord, event: Event): Interaction =>
  interaction(manifest, raw, {
    account: event.page,
    objectId: `referral/${event.person ?? ''}/${event.time ?? digestOf(event)}`,
    channel: event.channel,
    kind: 'event',
    event: 'referred',
    vendorEvent: 'messaging_referrals',
    direction: 'inbound',
    occurredAt: event.time,
    conversation: event.person,
    participants: [customer(event, true), company(event, false)],
    properties: referralOf(event.body['referral']),
  });

/**
 * `notification_messages` is about marketing messages; with a status the person stopped or resumed them, without one opted in.
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messaging_optins
 */
export function optinOf(raw: RawRecord, event: Event): Interaction {
  const optin = objectOf(event.body['optin']);
  const aboutMarketing = optin['type'] === 'notification_messages';
  const status = stringOf(optin['notification_messages_status'])?.toUpperCase() ?? '';
  const stopped = status.startsWith('STOP');
  return interaction(manifest, raw, {
    account: event.page,
    objectId: `optin/${event.person ?? ''}/${event.time ?? digestOf(event)}`,
    channel: event.channel,
    kind: aboutMarketing ? 'consent' : 'event',
    event: stopped ? 'opted_out' : 'opted_in',
    vendorEvent: 'messaging_optins',
    direction: 'inbound',
    occurredAt: event.time,
    conversation: event.person,
    text: optin['title'],
    participants: [customer(event, true), company(event, false)],
    properties: { reference: stringOf(optin['ref']) ?? stringOf(optin['payload']), status },
    consents:
      aboutMarketing && event.person !== undefined
        ? [
            {
              identifierType: `${event.channel}-user`,
              identifierValue: `${event.page}/${event.person}`,
              purpose: event.channel,
              state: stopped ? 'denied' : 'granted',
              trusted: true,
            },
          ]
        : [],
  });
}

/** Handovers, account linking, what happens on the page, and whatever comes next: kept with all that was sent. */
export const otherOf = (raw: RawRecord, event: Event, vendorEvent: string): Interaction =>
  interaction(manifest, raw, {
    account: event.page,
    objectId: `${vendorEvent}/${digestOf(event)}`,
    channel: event.channel,
    kind: 'other',
    event: 'other',
    vendorEvent,
    direction: 'none',
    occurredAt: event.time,
    conversation: event.person,
    text: JSON.stringify(event.body),
    participants: event.person === undefined ? [] : [customer(event, false)],
  });
