import type { Attachment, Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  attachment,
  fetchedOf,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  sha256,
  stringOf,
} from '../../reading/index.ts';
import { isJson, textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { consentsOf, consentsOfStatus } from './consent.ts';
import { listedOf } from './listed.ts';
import { addressOf, channelOf, company, customer } from './people.ts';

const MOST_MEDIA = 10;

function mediaOf(form: URLSearchParams): ReadonlyArray<Attachment> {
  const count = Math.min(Number(form.get('NumMedia') ?? 0) || 0, MOST_MEDIA);
  return Array.from({ length: count }, (_, index) => {
    const url = form.get(`MediaUrl${index}`);
    return attachment({
      id: /\/Media\/([^/?#]+)/.exec(url ?? '')?.[1] ?? null,
      url,
      contentType: form.get(`MediaContentType${index}`),
    });
  });
}

/** What WhatsApp and RCS tell beside the text: answers, buttons, choices, adverts, places. */
const FURTHER: ReadonlyArray<readonly [string, string]> = [
  ['segments', 'NumSegments'],
  ['messagingServiceSid', 'MessagingServiceSid'],
  ['messageType', 'MessageType'],
  ['inReplyTo', 'OriginalRepliedMessageSid'],
  ['replyId', 'ButtonPayload'],
  ['button', 'ButtonText'],
  ['listId', 'ListId'],
  ['forwarded', 'Forwarded'],
  ['referralType', 'ReferralSourceType'],
  ['referralId', 'ReferralSourceId'],
  ['referralUrl', 'ReferralSourceUrl'],
  ['referralHeadline', 'ReferralHeadline'],
  ['clickId', 'ReferralCtwaClid'],
  ['optOutType', 'OptOutType'],
];

const propertiesOf = (form: URLSearchParams, names: ReadonlyArray<readonly [string, string]>) =>
  Object.fromEntries(names.map(([property, name]) => [property, form.get(name) ?? undefined]));

/** A message's text, or what stands for it: a place, the title of a choice or button. */
function wordsOf(form: URLSearchParams): string {
  const point = [form.get('Latitude'), form.get('Longitude')].filter(Boolean).join(', ');
  const place = [form.get('Label'), form.get('Address'), point].filter(Boolean).join('\n');
  return [form.get('Body') || form.get('ListTitle') || form.get('ButtonText'), place]
    .filter(Boolean)
    .join('\n');
}

/** What the recipient does (WhatsApp, RCS); every other state is Twilio's or the carrier's doing. */
const BY_RECIPIENT = new Set(['read']);

const STATUS: ReadonlyArray<readonly [string, string]> = [
  ['errorCode', 'ErrorCode'],
  ['error', 'ErrorMessage'],
  ['channelStatus', 'ChannelStatusMessage'],
  ['carrierDate', 'RawDlrDoneDate'],
  ['messagingServiceSid', 'MessagingServiceSid'],
];

/**
 * A status callback tells of a message that the company sent; Twilio gives it no text and no time.
 * https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
 */
function statusOf(raw: RawRecord, form: URLSearchParams, sid: string, region: string): Interaction {
  const vendorEvent = form.get('MessageStatus') ?? form.get('SmsStatus') ?? 'unknown';
  const status = vendorEvent.toLowerCase();
  const to = addressOf(form.get('To') ?? '', region);
  const from = addressOf(form.get('From') ?? '', region);
  const channel = channelOf(from, to);
  const byRecipient = BY_RECIPIENT.has(status);
  return interaction(manifest, raw, {
    account: form.get('AccountSid') ?? 'unknown',
    objectId: `${sid}/status/${status}`,
    channel,
    kind: 'status',
    event: status,
    vendorEvent,
    direction: byRecipient ? 'inbound' : 'outbound',
    conversation: `${from.value}/${to.value}`,
    participants: [company(from, !byRecipient), customer(to, from, byRecipient, form)],
    properties: { messageSid: sid, ...propertiesOf(form, STATUS) },
    consents: consentsOfStatus(to, channel, form.get('ErrorCode')),
  });
}

function messageOf(raw: RawRecord, form: URLSearchParams, sid: string, region: string): Interaction {
  const from = addressOf(form.get('From') ?? '', region);
  const to = addressOf(form.get('To') ?? '', region);
  const channel = channelOf(from, to);
  return interaction(manifest, raw, {
    account: form.get('AccountSid') ?? 'unknown',
    objectId: sid,
    channel,
    kind: 'message',
    event: 'received',
    vendorEvent: 'received',
    direction: 'inbound',
    // Twilio threads nothing: the pair of addresses is the conversation.
    conversation: `${to.value}/${from.value}`,
    text: wordsOf(form),
    participants: [customer(from, to, true, form), company(to, false)],
    attachments: mediaOf(form),
    properties: propertiesOf(form, FURTHER),
    consents: consentsOf(from, channel, form),
  });
}

/** Something that Twilio posts to the same URL and that this folder does not know: kept with its text. */
const otherOf = (raw: RawRecord, form: URLSearchParams): Interaction =>
  interaction(manifest, raw, {
    account: form.get('AccountSid') ?? 'unknown',
    objectId: sha256(raw.body),
    channel: 'sms',
    kind: 'other',
    event: 'other',
    vendorEvent: form.get('EventType') ?? (form.has('CallSid') ? 'call' : ''),
    direction: 'none',
    occurredAt: parseTime(form.get('Timestamp') ?? form.get('DateCreated')),
    text: [...form].map(([name, value]) => `${name}: ${value}`).join('\n'),
  });

/** Event Streams post CloudEvents: each is kept with all that was sent. */
function eventsOf(raw: RawRecord): ReadonlyArray<Interaction> {
  const body = parseJson(raw.body);
  return (Array.isArray(body) ? body : [body]).map((item) => {
    const event = objectOf(item);
    const data = objectOf(event['data']);
    return interaction(manifest, raw, {
      account: stringOf(data['accountSid']) ?? stringOf(data['AccountSid']) ?? 'unknown',
      objectId: `event/${stringOf(event['id']) ?? sha256(JSON.stringify(event))}`,
      channel: 'sms',
      kind: 'other',
      event: 'other',
      vendorEvent: stringOf(event['type']) ?? '',
      direction: 'none',
      occurredAt: parseTime(event['time']),
      text: JSON.stringify(item),
    });
  });
}

export function normalize(raw: RawRecord, { region }: NormalizeContext): ReadonlyArray<Interaction> {
  const fetched = fetchedOf(raw);
  if (fetched !== undefined) return [listedOf(raw, fetched, region)];
  if (isJson(raw)) return eventsOf(raw);
  const form = new URLSearchParams(textOf(raw.body));
  const sid = form.get('MessageSid') ?? form.get('SmsSid') ?? form.get('SmsMessageSid');
  // Conversations post messages of their own, which are no SMS.
  if (sid === null || form.has('ConversationSid')) return [otherOf(raw, form)];
  const status = form.get('MessageStatus') ?? form.get('SmsStatus');
  return status !== null && status !== 'received' && !form.has('Body')
    ? [statusOf(raw, form, sid, region)]
    : [messageOf(raw, form, sid, region)];
}
