import type { Interaction } from '@throughline/schemas';
import {
  arrayOf,
  interaction,
  objectOf,
  ownValue,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import {
  attachmentsOf,
  authorOf,
  directionOf,
  peopleOf,
  textOfHtml,
  timeOf,
  type Notified,
} from './reading.ts';

/** `source.type`: https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations */
const CHANNELS: Readonly<Record<string, string>> = {
  email: 'email',
  whatsapp: 'whatsapp',
  sms: 'sms',
  phone_call: 'voice',
  phone_switch: 'voice',
  facebook: 'messenger',
  instagram: 'instagram',
  twitter: 'twitter',
};

const channelOf = (item: Json): string =>
  ownValue(CHANNELS, stringOf(objectOf(item['source'])['type']) ?? '') ?? 'chat';

export const linkOf = (account: string, item: Json, id: string): string =>
  stringOf(objectOf(item['links'])['conversation_web']) ??
  `https://app.intercom.com/a/inbox/${account}/inbox/conversation/${id}`;

const isNote = (type: string, hasText: boolean): boolean =>
  type.startsWith('note') || (hasText && /assign/.test(type));

/** A part with words is a message or a note; one without is a change of state: closed, assigned, snoozed. */
export function partOf(
  notified: Notified,
  item: Json,
  part: Json,
  thread: string,
  link: string,
): Interaction {
  const { raw, account, topic } = notified;
  const type = stringOf(part['part_type']) ?? 'comment';
  const text = textOfHtml(part['body']);
  const redacted = part['redacted'] === true;
  const author = authorOf(objectOf(part['author']), account);
  const attachments = attachmentsOf(part);
  const hasText = (text ?? '') !== '' || attachments.length > 0;
  const note = isNote(type, hasText);
  const kind = note ? 'note' : hasText || redacted ? 'message' : 'status';
  const direction = note ? 'internal' : kind === 'status' ? 'none' : directionOf(author);
  const created = timeOf(part['created_at']);
  return interaction(manifest, raw, {
    account,
    objectId: `part/${required(part['id'], 'part.id')}`,
    revision: timeOf(part['updated_at']) ?? created ?? 0,
    channel: channelOf(item),
    kind,
    event: redacted
      ? 'deleted'
      : kind === 'status'
        ? type
        : direction === 'inbound'
          ? 'received'
          : note
            ? 'created'
            : 'sent',
    vendorEvent: [topic, type].filter(Boolean).join(' '),
    direction,
    state: redacted ? 'deleted' : 'active',
    occurredAt: created,
    conversation: thread,
    subject: stringOf(objectOf(part['email_message_metadata'])['subject']),
    text: redacted ? undefined : text,
    participants: note ? (author === undefined ? [] : [author]) : peopleOf(item, author, account),
    attachments: redacted ? [] : attachments,
    link,
    properties: {
      part: type,
      assignedTo: stringOf(objectOf(part['assigned_to'])['id']),
      ticketState: stringOf(part['ticket_state']),
      previousTicketState: stringOf(part['previous_ticket_state']),
      externalId: stringOf(part['external_id']),
    },
  });
}

/** The conversation as it is now, which is also its first message: `source`, or `conversation_message` before API version 2. */
function openingOf(notified: Notified, item: Json, id: string): Interaction {
  const { raw, account, topic } = notified;
  const opening = objectOf(item['source'] ?? item['conversation_message']);
  const fromUser = objectOf(item['user']);
  const author = objectOf(opening['author']);
  // The old shape names the author by id alone and tells of him under `user`.
  const whole =
    author['id'] !== undefined && author['id'] === fromUser['id'] ? { ...author, ...fromUser } : author;
  const writer = authorOf(whole, account);
  const direction = directionOf(writer);
  const created = timeOf(item['created_at']);
  const updated = timeOf(item['updated_at']);
  const redacted = opening['redacted'] === true;
  const rating = objectOf(item['conversation_rating']);
  return interaction(manifest, raw, {
    account,
    objectId: `conversation/${id}`,
    revision: updated ?? created ?? 0,
    channel: channelOf(item),
    kind: 'message',
    event: updated !== created ? 'changed' : direction === 'outbound' ? 'sent' : 'received',
    vendorEvent: topic || 'conversation',
    direction,
    occurredAt: created,
    conversation: `conversation/${id}`,
    subject: textOfHtml(opening['subject']) ?? textOfHtml(item['title']),
    text: redacted ? undefined : textOfHtml(opening['body']),
    participants: peopleOf(item, writer, account),
    attachments: redacted ? [] : attachmentsOf(opening),
    link: linkOf(account, item, id),
    properties: {
      state: stringOf(item['state']),
      priority: stringOf(item['priority']),
      page: stringOf(opening['url']),
      deliveredAs: stringOf(opening['delivered_as']),
      assignee: stringOf(item['admin_assignee_id']) ?? stringOf(objectOf(item['assignee'])['id']),
      team: stringOf(item['team_assignee_id']),
      tags: arrayOf(objectOf(item['tags'])['tags'])
        .map((tag) => stringOf(objectOf(tag)['name']))
        .filter(Boolean)
        .join(', '),
      rating: stringOf(rating['rating']),
      ratingRemark: stringOf(rating['remark']),
    },
  });
}

/** A conversation and the parts that came with it. Notifications bring the newest part, the API brings up to 500. */
export function readConversation(notified: Notified, item: Json): ReadonlyArray<Interaction> {
  const id = required(item['id'] ?? item['conversation_id'], 'item.id');
  if (notified.topic === 'conversation.deleted') return [deletedConversation(notified, id)];
  const link = linkOf(notified.account, item, id);
  const parts = arrayOf(objectOf(item['conversation_parts'])['conversation_parts']).map(objectOf);
  return [
    openingOf(notified, item, id),
    ...parts.map((part) => partOf(notified, item, part, `conversation/${id}`, link)),
  ];
}

export const deletedConversation = (notified: Notified, id: string): Interaction =>
  interaction(manifest, notified.raw, {
    account: notified.account,
    objectId: `conversation/${id}`,
    revision: notified.time ?? notified.raw.receivedAt,
    channel: 'chat',
    kind: 'message',
    event: 'deleted',
    vendorEvent: notified.topic || 'conversation',
    direction: 'none',
    state: 'deleted',
    conversation: `conversation/${id}`,
  });
