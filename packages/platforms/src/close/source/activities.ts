import type { Participant } from '@throughline/schemas';
import {
  arrayOf,
  attachment,
  htmlToText,
  objectOf,
  parseTime,
  participant,
  emailIdentifier,
  stringOf,
  type Json,
  type Told,
} from '../../reading/index.ts';
import { splitReply } from '../../reading/reply.ts';
import { callerOf, contactIds, correspondents, userOf, type Whose } from './people.ts';

/** An activity of Close's, in our words; the envelope (ids, times, links) is put around it by the normaliser. */
export type Reader = (
  data: Json,
  whose: Whose,
) => Partial<Told> & Pick<Told, 'kind' | 'channel' | 'direction'>;

const isInbound = (data: Json): boolean => /^(inbound|incoming)$/.test(stringOf(data['direction']) ?? '');

const textOf = (data: Json, name: string): string | undefined => {
  const html = stringOf(data[`${name}_html`]);
  return stringOf(data[name]) ?? (html === undefined ? undefined : htmlToText(html));
};

const filesOf = (data: Json) =>
  arrayOf(data['attachments'])
    .map(objectOf)
    .map((file) =>
      attachment({
        id: stringOf(file['id']) ?? null,
        name: stringOf(file['filename']) ?? stringOf(file['name']) ?? null,
        contentType: stringOf(file['content_type']) ?? null,
        size: file['size'],
        url: stringOf(file['url']) ?? null,
      }),
    );

const contact = (data: Json, whose: Whose, author: boolean): ReadonlyArray<Participant> => {
  const identifiers = contactIds(data['contact_id'], whose);
  return identifiers.length === 0 ? [] : [participant({ role: 'customer', author, identifiers })];
};

/** Drafts and what waits to be sent are nobody's message yet; once sent they become one, under the same id. */
const UNSENT = new Set(['draft', 'outbox', 'scheduled', 'error']);

const email: Reader = (data, whose) => {
  const inbound = isInbound(data);
  const status = stringOf(data['status']) ?? '';
  const html = stringOf(data['body_html']);
  const body = stringOf(data['body_text']) ?? (html === undefined ? '' : htmlToText(html));
  const { text, quotedText } = splitReply(body);
  return {
    kind: UNSENT.has(status) ? 'other' : 'message',
    channel: 'email',
    direction: UNSENT.has(status) ? 'none' : inbound ? 'inbound' : 'outbound',
    conversation: stringOf(data['thread_id']),
    subject: data['subject'],
    text,
    quotedText,
    participants: correspondents(data, inbound, whose),
    attachments: filesOf(data),
    properties: {
      status,
      sequence: stringOf(data['sequence_name']),
      template: stringOf(data['template_name']),
      messageId: stringOf(objectOf(data['envelope'])['message_id']),
      opens: arrayOf(data['opens']).length === 0 ? undefined : String(arrayOf(data['opens']).length),
    },
  };
};

const spoken = (data: Json, whose: Whose): ReadonlyArray<Participant> => [
  callerOf(data, whose, isInbound(data)),
  ...userOf(data, whose, !isInbound(data)),
];

const call: Reader = (data, whose) => {
  const seconds = data['duration'];
  const recordings = ['recording_url', 'voicemail_url'].flatMap((name) => {
    const url = stringOf(data[name]);
    const kind = name === 'recording_url' ? 'recording' : 'voicemail';
    return url === undefined ? [] : [attachment({ name: kind, contentType: 'audio/mpeg', url })];
  });
  return {
    kind: 'call',
    channel: 'voice',
    direction: isInbound(data) ? 'inbound' : 'outbound',
    text: textOf(data, 'note'),
    participants: spoken(data, whose),
    attachments: recordings,
    ...(typeof seconds === 'number' && seconds >= 0 ? { durationSeconds: seconds } : {}),
    properties: {
      status: stringOf(data['status']),
      disposition: stringOf(data['disposition']),
      outcome: stringOf(data['outcome_id']),
      companyNumber: stringOf(data['local_phone']),
      voicemailSeconds: stringOf(data['voicemail_duration']),
      transferredFrom: stringOf(data['transferred_from']),
      transferredTo: stringOf(data['transferred_to']),
    },
  };
};

const message =
  (channel: string): Reader =>
  (data, whose) => {
    const status = stringOf(data['status']) ?? '';
    return {
      kind: UNSENT.has(status) ? 'other' : 'message',
      channel,
      direction: UNSENT.has(status) ? 'none' : isInbound(data) ? 'inbound' : 'outbound',
      conversation: `${channel}/${stringOf(data['local_phone']) ?? ''}/${stringOf(data['remote_phone']) ?? ''}`,
      text: data['text'] ?? data['message_markdown'],
      participants: spoken(data, whose),
      attachments: filesOf(data),
      properties: {
        status,
        companyNumber: stringOf(data['local_phone']),
        error: stringOf(data['error_message']),
        externalId: stringOf(data['external_whatsapp_message_id']),
      },
    };
  };

const note: Reader = (data, whose) => ({
  kind: 'note',
  channel: 'crm',
  direction: 'internal',
  subject: data['title'],
  text: textOf(data, 'note'),
  participants: [...userOf(data, whose, true), ...contact(data, whose, false)],
  attachments: filesOf(data),
});

const meeting: Reader = (data, whose) => {
  const start = parseTime(data['starts_at']);
  const end = parseTime(data['ends_at']);
  const attendees = arrayOf(data['attendees']).map(objectOf);
  return {
    kind: 'meeting',
    channel: 'meeting',
    direction: 'outbound',
    occurredAt: start,
    subject: data['title'],
    text: textOf(data, 'note') ?? textOf(data, 'user_note'),
    participants: [
      ...userOf(data, whose, true),
      ...attendees
        .filter((one) => one['user_id'] === undefined || one['user_id'] === null)
        .map((one) =>
          participant({
            role: 'customer',
            name: one['name'],
            identifiers: [
              ...emailIdentifier(stringOf(one['email']), true),
              ...contactIds(one['contact_id'], whose),
            ],
          }),
        ),
    ],
    ...(start !== null && end !== null && end >= start ? { durationSeconds: (end - start) / 1000 } : {}),
    properties: { status: stringOf(data['status']), location: stringOf(data['location']) },
  };
};

const statusChange: Reader = (data, whose) => ({
  kind: 'status',
  channel: 'crm',
  direction: 'internal',
  text: `${stringOf(data['old_status_label']) ?? '–'} → ${stringOf(data['new_status_label']) ?? '–'}`,
  participants: [...userOf(data, whose, true), ...contact(data, whose, false)],
  properties: {
    oldStatus: stringOf(data['old_status_label']),
    newStatus: stringOf(data['new_status_label']),
    opportunity: stringOf(data['opportunity_id']),
  },
});

const form: Reader = (data, whose) => {
  const values = Object.entries(objectOf(data['values_by_name'] ?? data['values'])).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  return {
    kind: 'form',
    channel: 'form',
    direction: 'inbound',
    subject: data['form_name'],
    text: values.map(([name, value]) => `${name}: ${value}`).join('\n'),
    participants: contact(data, whose, true),
    link: stringOf(data['source_url']),
    properties: { form: stringOf(data['form_name']), ...Object.fromEntries(values) },
  };
};

const done: Reader = (data, whose) => ({
  kind: 'task',
  channel: 'crm',
  direction: 'internal',
  subject: data['task_text'] ?? data['text'],
  participants: [...userOf(data, whose, true), ...contact(data, whose, false)],
  properties: { task: stringOf(data['task_id']), assignedTo: stringOf(data['task_assigned_to_name']) },
});

export const activities: Readonly<Record<string, Reader>> = {
  email,
  call,
  sms: message('sms'),
  whatsapp_message: message('whatsapp'),
  note,
  meeting,
  lead_status_change: statusChange,
  opportunity_status_change: statusChange,
  task_completed: done,
  custom_activity: note,
  form_submission: form,
};
