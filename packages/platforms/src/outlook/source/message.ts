import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import { splitReply, type SplitReply } from '../../reading/reply.ts';
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
import { header } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { peopleOf } from './people.ts';
import { FOLDER_HEADER } from './pointer.ts';

/** An `itemBody`: `{ contentType: 'html' | 'text', content }`. */
function plain(body: unknown): string {
  const { contentType, content } = objectOf(body);
  const text = stringOf(content) ?? '';
  return (stringOf(contentType)?.toLowerCase() === 'html' ? htmlToText(text) : text)
    .replaceAll('\r\n', '\n')
    .trim();
}

/** Graph tells what is new in a thread apart itself, as `uniqueBody`; the rest of the body is what was quoted. */
function bodyOf(message: Json): SplitReply {
  const whole = plain(message['body']);
  const unique = plain(message['uniqueBody']);
  if (unique === '') return splitReply(whole);
  const quoted = whole.startsWith(unique) ? whole.slice(unique.length).trim() : '';
  return { text: unique, quotedText: quoted === '' ? null : quoted };
}

const attachmentsOf = (message: Json) =>
  arrayOf(message['attachments'])
    .map(objectOf)
    .map((file) =>
      attachment({
        id: stringOf(file['id']) ?? null,
        name: stringOf(file['name']) ?? null,
        contentType: stringOf(file['contentType']) ?? null,
        size: file['size'],
      }),
    );

function headerOf(message: Json, name: string): string | undefined {
  const found = arrayOf(message['internetMessageHeaders'])
    .map(objectOf)
    .find((one) => stringOf(one['name'])?.toLowerCase() === name);
  return stringOf(found?.['value']);
}

const accountOf = (context: NormalizeContext): string => stringOf(context.settings['tenantId']) ?? 'unknown';

/**
 * A message as the API gives it: https://learn.microsoft.com/graph/api/resources/message. What was sent never changes, so the time
 * of its receipt is its revision; a draft's is that of its creation, which is earlier.
 */
export function readMessage(raw: RawRecord, message: Json, context: NormalizeContext): Interaction {
  const received = parseTime(message['receivedDateTime']) ?? parseTime(message['sentDateTime']);
  const isDraft = message['isDraft'] === true;
  const people = peopleOf(message, header(raw, FOLDER_HEADER), context);
  const outbound = people.direction === 'outbound';
  return interaction(manifest, raw, {
    account: accountOf(context),
    objectId: required(message['id'], 'id'),
    revision: received ?? 0,
    channel: 'email',
    kind: isDraft ? 'other' : 'message',
    event: isDraft ? 'draft' : outbound ? 'sent' : 'received',
    vendorEvent: 'message',
    direction: isDraft ? 'none' : people.direction,
    occurredAt: received,
    conversation: stringOf(message['conversationId']),
    subject: message['subject'],
    ...bodyOf(message),
    participants: people.participants,
    attachments: attachmentsOf(message),
    link: stringOf(message['webLink']),
    properties: {
      messageId: stringOf(message['internetMessageId']),
      inReplyTo: headerOf(message, 'in-reply-to'),
      autoSubmitted: headerOf(message, 'auto-submitted'),
      importance: stringOf(message['importance']),
    },
  });
}

/** A message that Graph no longer has. It gives no time of that: it was gone when it was asked for. */
export const readGone = (raw: RawRecord, id: string, context: NormalizeContext): Interaction =>
  interaction(manifest, raw, {
    account: accountOf(context),
    objectId: id,
    revision: raw.receivedAt,
    channel: 'email',
    kind: 'message',
    event: 'deleted',
    vendorEvent: 'message.deleted',
    direction: 'none',
    state: 'deleted',
  });
