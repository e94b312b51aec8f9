import type { Attachment, Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  attachment,
  htmlToText,
  interaction,
  objectOf,
  parseTime,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { splitReply } from '../../reading/reply.ts';
import { manifest } from '../manifest.ts';
import { personOf, roleOf } from './people.ts';

/** Zendesk writes this over what is redacted, and gives redacted files this name. */
const REDACTED = '\u2587';
const REDACTED_FILE = 'redacted.txt';

/**
 * A comment has no time of change, and changes one way only: it may be made private, and redacted. What the API gives
 * outranks what an event told, which leaves files out.
 */
export const rankOf = (comment: {
  readonly fetched: boolean;
  readonly isPublic: boolean;
  readonly redacted: boolean;
}): number => (comment.fetched ? 1 : 0) + (comment.isPublic ? 0 : 2) + (comment.redacted ? 4 : 0);

export const isRedacted = (text: string | undefined): boolean => text?.includes(REDACTED) === true;

export const fileOf = (file: Json): Attachment =>
  attachment({
    id: stringOf(file['id']) ?? null,
    name: stringOf(file['file_name']) ?? stringOf(file['filename']) ?? null,
    contentType: stringOf(file['content_type']) ?? null,
    size: file['size'],
    url: stringOf(file['content_url']) ?? null,
  });

interface Whole {
  readonly account: string;
  readonly ticket: string;
  readonly link: string | undefined;
  readonly region: string;
  readonly users: ReadonlyMap<string, Json>;
}

/** https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/ */
export function readComment(raw: RawRecord, comment: Json, whole: Whole): Interaction {
  const { account, ticket, region, users } = whole;
  const authorId = stringOf(comment['author_id']);
  const author: Participant | undefined =
    authorId === undefined ? undefined : personOf(authorId, users, account, region, true);
  const staff =
    authorId !== undefined && users.has(authorId) && roleOf(users.get(authorId) ?? {}) === 'agent';
  const isPublic = comment['public'] !== false;
  const html = stringOf(comment['html_body']);
  const text =
    stringOf(comment['plain_body']) ??
    (html === undefined ? stringOf(comment['body']) : htmlToText(html)) ??
    '';
  const split = staff ? { text, quotedText: null } : splitReply(text);
  const files = arrayOf(comment['attachments']).map(objectOf);
  const redacted = isRedacted(text) || files.some((file) => file['file_name'] === REDACTED_FILE);
  // A voice comment: https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/#voice-comments
  const voice = comment['type'] === 'VoiceComment' || comment['type'] === 'TpeVoiceComment';
  const data = objectOf(comment['data']);
  const recording = stringOf(data['recording_url']);
  const duration = Number(stringOf(data['call_duration']) ?? NaN);
  return interaction(manifest, raw, {
    account,
    objectId: `comment/${required(comment['id'], 'comment.id')}`,
    revision: rankOf({ fetched: true, isPublic, redacted }),
    channel: voice ? 'voice' : 'ticket',
    kind: voice ? 'call' : isPublic ? 'message' : 'note',
    event: !isPublic ? 'created' : staff ? 'sent' : 'received',
    vendorEvent: stringOf(comment['type']) ?? 'comment',
    direction: voice
      ? stringOf(data['outbound']) === 'true' || data['outbound'] === true
        ? 'outbound'
        : 'inbound'
      : !isPublic
        ? 'internal'
        : staff
          ? 'outbound'
          : 'inbound',
    occurredAt: parseTime(data['started_at']) ?? parseTime(comment['created_at']),
    conversation: `ticket/${ticket}`,
    text: split.text,
    quotedText: split.quotedText,
    participants: author === undefined ? [] : [author],
    attachments: [
      ...files.map(fileOf),
      ...(recording === undefined
        ? []
        : [attachment({ url: recording, contentType: 'audio/mpeg', name: 'recording' })]),
    ],
    link: whole.link,
    durationSeconds: voice ? duration : undefined,
    properties: { ticket, via: stringOf(objectOf(comment['via'])['channel']) },
  });
}
