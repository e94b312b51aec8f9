import type { Attachment, Participant } from '@throughline/schemas';
import type { NormalizeContext } from '../../contract.ts';
import { isInternal, parseAddresses } from '../../reading/address.ts';
import { splitReply } from '../../reading/reply.ts';
import {
  attachment,
  emailIdentifier,
  ownValue,
  participant,
  phoneIdentifier,
  plainText,
  stringOf,
  type Json,
  type Told,
} from '../../reading/index.ts';
import type { TypeName } from './objects.ts';
import { associatedContacts, ownerOf, type Fetched } from './object.ts';

type EngagementName = Exclude<TypeName, 'contact' | 'company' | 'deal' | 'ticket'>;
type Engagement = Pick<Told, 'kind' | 'channel' | 'direction'> & Partial<Told>;

/** Whoever took part: the contact, and the agent who owns the entry. */
const people = (fetched: Fetched, byCustomer: boolean): ReadonlyArray<Participant> => {
  const contacts = associatedContacts(fetched, byCustomer);
  return [...contacts, ...ownerOf(fetched, !byCustomer)];
};

const files = (of: Json): ReadonlyArray<Attachment> =>
  (stringOf(of['hs_attachment_ids']) ?? '')
    .split(';')
    .filter((id) => id !== '')
    .slice(0, 50)
    .map((id) => attachment({ id }));

function call(fetched: Fetched, context: NormalizeContext): Engagement {
  const { properties: of } = fetched;
  const inbound = of['hs_call_direction'] === 'INBOUND';
  const duration = Number(stringOf(of['hs_call_duration']));
  const customerNumber = stringOf(inbound ? of['hs_call_from_number'] : of['hs_call_to_number']);
  const [contact, ...others] = associatedContacts(fetched, inbound);
  const recording = stringOf(of['hs_call_recording_url']);
  const phone = phoneIdentifier(customerNumber, context.region, true);
  const customer = participant({
    role: 'customer',
    author: inbound,
    identifiers: [...phone, ...(contact?.identifiers ?? [])],
  });
  return {
    kind: 'call',
    channel: 'voice',
    direction: inbound ? 'inbound' : 'outbound',
    subject: of['hs_call_title'],
    text: plainText(of['hs_call_body']),
    participants: [
      ...(customer.identifiers.length === 0 ? [] : [customer]),
      ...others,
      ...ownerOf(fetched, !inbound),
    ],
    attachments: recording === undefined ? [] : [attachment({ name: 'recording', url: recording })],
    durationSeconds: duration / 1000,
    properties: {
      status: stringOf(of['hs_call_status']),
      outcome: stringOf(of['hs_call_disposition']),
      recording,
    },
  };
}

function email(fetched: Fetched, context: NormalizeContext): Engagement {
  const { properties: of } = fetched;
  const inbound = of['hs_email_direction'] === 'INCOMING_EMAIL';
  const body = stringOf(of['hs_email_text']) ?? plainText(of['hs_email_html']) ?? '';
  const reply = splitReply(body);
  const from = parseAddresses(stringOf(of['hs_email_from_email'])).slice(0, 1);
  const to = parseAddresses((stringOf(of['hs_email_to_email']) ?? '').replaceAll(';', ','));
  const mailbox = (one: (typeof to)[number], author: boolean): Participant => {
    const ours = isInternal(one.address, context.internalDomains) || (author && !inbound);
    return participant({
      role: ours ? 'agent' : 'customer',
      author,
      name: one.name,
      identifiers: emailIdentifier(one.address, true),
    });
  };
  const contacts = associatedContacts(fetched, inbound && from.length === 0);
  return {
    kind: 'message',
    channel: 'email',
    direction: inbound ? 'inbound' : 'outbound',
    subject: of['hs_email_subject'],
    text: reply.text,
    quotedText: reply.quotedText,
    conversation: stringOf(of['hs_email_thread_id']),
    participants: [
      ...from.map((one) => mailbox(one, true)),
      ...to.map((one) => mailbox(one, false)),
      ...contacts,
    ],
    attachments: files(of),
    properties: {
      status: stringOf(of['hs_email_status']),
      messageId: stringOf(of['hs_email_message_id']),
    },
  };
}

const CHANNELS: Readonly<Record<string, string>> = {
  SMS: 'sms',
  WHATS_APP: 'whatsapp',
  LINKEDIN_MESSAGE: 'linkedin',
};

/** Notes, calls, mails, messages, meetings and tasks that agents log at a contact. */
export function engagementOf(fetched: Fetched, context: NormalizeContext): Engagement {
  const { properties: of } = fetched;
  switch (fetched.type as EngagementName) {
    case 'call':
      return call(fetched, context);
    case 'email':
      return email(fetched, context);
    case 'communication':
      return {
        kind: 'message',
        channel: ownValue(CHANNELS, stringOf(of['hs_communication_channel_type']) ?? '') ?? 'crm',
        // HubSpot does not say who wrote a logged message; its owner is who logged it.
        direction: 'none',
        text: plainText(of['hs_communication_body']),
        participants: people(fetched, false),
        properties: { loggedFrom: stringOf(of['hs_communication_logged_from']) },
      };
    case 'meeting':
      return {
        kind: 'event',
        channel: 'crm',
        direction: 'none',
        subject: of['hs_meeting_title'],
        text: plainText(of['hs_meeting_body']),
        participants: people(fetched, false),
        properties: {
          start: stringOf(of['hs_meeting_start_time']),
          end: stringOf(of['hs_meeting_end_time']),
          outcome: stringOf(of['hs_meeting_outcome']),
          location: stringOf(of['hs_meeting_location']),
        },
      };
    case 'task':
      return {
        kind: 'task',
        channel: 'crm',
        direction: 'internal',
        subject: of['hs_task_subject'],
        text: plainText(of['hs_task_body']),
        participants: people(fetched, false),
        properties: {
          status: stringOf(of['hs_task_status']),
          priority: stringOf(of['hs_task_priority']),
        },
      };
    case 'note':
      return {
        kind: 'note',
        channel: 'crm',
        direction: 'internal',
        text: plainText(of['hs_note_body']),
        participants: people(fetched, false),
        attachments: files(of),
      };
  }
}
