import type { ConsentStatement, Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import {
  attachment,
  identifier,
  interaction,
  normalizePhone,
  participant,
  sha256,
} from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';

/** https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out: the default keywords. */
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const START = new Set(['START', 'YES', 'UNSTOP']);

const WHATSAPP = 'whatsapp:';
const MOST_MEDIA = 10;

interface Address {
  readonly type: 'phone' | 'sender';
  readonly value: string;
}

/** A phone number, or a short code or alphanumeric sender, which is no person's. */
function addressOf(text: string, region: string): Address {
  const bare = text.startsWith(WHATSAPP) ? text.slice(WHATSAPP.length) : text;
  const phone = bare.startsWith('+') ? normalizePhone(bare, region) : null;
  return phone === null ? { type: 'sender', value: bare } : { type: 'phone', value: phone };
}

function customer(address: Address, author: boolean, form: URLSearchParams): Participant {
  // The carrier vouches for the number that a message comes from.
  const identifiers = address.type === 'phone' ? [identifier('phone', address.value, true)] : [];
  const traits = author
    ? { city: form.get('FromCity'), state: form.get('FromState'), country: form.get('FromCountry') }
    : {};
  return participant({ role: 'customer', author, name: form.get('ProfileName'), identifiers, traits });
}

const company = (address: Address, author: boolean): Participant =>
  participant({ role: 'agent', author, identifiers: [identifier('company-number', address.value, true)] });

function consentOf(
  address: Address,
  channel: string,
  form: URLSearchParams,
): ReadonlyArray<ConsentStatement> {
  const word = (form.get('OptOutType') ?? form.get('Body') ?? '').trim().toUpperCase();
  const state = STOP.has(word) ? 'denied' : START.has(word) ? 'granted' : undefined;
  if (state === undefined || address.type !== 'phone') return [];
  return [
    { identifierType: 'phone', identifierValue: address.value, purpose: channel, state, trusted: true },
  ];
}

function media(form: URLSearchParams) {
  const count = Math.min(Number(form.get('NumMedia') ?? 0) || 0, MOST_MEDIA);
  return Array.from({ length: count }, (_, index) =>
    attachment({ url: form.get(`MediaUrl${index}`), contentType: form.get(`MediaContentType${index}`) }),
  );
}

/** A status callback tells of a message that the company sent; Twilio gives it no text and no time. */
function statusOf(raw: RawRecord, form: URLSearchParams, sid: string, region: string): Interaction {
  const status = form.get('MessageStatus') ?? form.get('SmsStatus') ?? 'unknown';
  const to = addressOf(form.get('To') ?? '', region);
  const from = addressOf(form.get('From') ?? '', region);
  return interaction(manifest, raw, {
    account: form.get('AccountSid') ?? '',
    objectId: `${sid}/status/${status}`,
    channel: (form.get('To') ?? '').startsWith(WHATSAPP) ? 'whatsapp' : 'sms',
    kind: 'status',
    event: status,
    vendorEvent: status,
    direction: 'outbound',
    conversation: `${from.value}/${to.value}`,
    participants: [company(from, true), customer(to, false, form)],
    properties: { messageSid: sid, errorCode: form.get('ErrorCode') ?? undefined },
  });
}

export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const form = new URLSearchParams(textOf(raw.body));
  const account = form.get('AccountSid') ?? '';
  const sid = form.get('MessageSid') ?? form.get('SmsSid') ?? form.get('SmsMessageSid');
  if (sid === null) {
    if (account === '') throw platformErrors.fieldMissing({ detail: { path: 'MessageSid' } });
    return [other(raw, form, account)];
  }
  const status = form.get('MessageStatus') ?? form.get('SmsStatus');
  if (status !== null && status !== 'received' && !form.has('Body')) {
    return [statusOf(raw, form, sid, context.region)];
  }
  const from = addressOf(form.get('From') ?? '', context.region);
  const to = addressOf(form.get('To') ?? '', context.region);
  const channel = (form.get('From') ?? '').startsWith(WHATSAPP) ? 'whatsapp' : 'sms';
  return [
    interaction(manifest, raw, {
      account,
      objectId: sid,
      channel,
      kind: 'message',
      event: 'received',
      vendorEvent: 'received',
      direction: 'inbound',
      // Twilio threads nothing: the pair of numbers is the conversation.
      conversation: `${to.value}/${from.value}`,
      text: form.get('Body'),
      participants: [customer(from, true, form), company(to, false)],
      attachments: media(form),
      properties: {
        segments: form.get('NumSegments') ?? undefined,
        messagingServiceSid: form.get('MessagingServiceSid') ?? undefined,
      },
      consents: consentOf(from, channel, form),
    }),
  ];
}

/** Something that Twilio posts to the same URL and that this folder does not know: kept with its text. */
const other = (raw: RawRecord, form: URLSearchParams, account: string): Interaction =>
  interaction(manifest, raw, {
    account,
    objectId: sha256(raw.body),
    channel: 'sms',
    kind: 'other',
    event: 'other',
    vendorEvent: form.get('EventType') ?? '',
    direction: 'none',
    text: [...form].map(([name, value]) => `${name}: ${value}`).join('\n'),
  });
