import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import { readNotifications, type NotificationReader } from '../../microsoft/notification.ts';
import {
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
import { authorOf } from './author.ts';
import { channelKeys, objectIdOf, pointerOf } from './place.ts';
import { attachmentsOf, quotedOf, textOf } from './text.ts';

const reader: NotificationReader = { manifest, channel: 'teams', pointerOf, feeds: channelKeys };

const accountOf = (context: NormalizeContext): string => stringOf(context.settings['tenantId']) ?? 'unknown';

function placeOf(message: Json): { readonly place: string; readonly team: string | undefined } {
  const channel = objectOf(message['channelIdentity']);
  const chat = stringOf(message['chatId']);
  return chat === undefined
    ? {
        place: required(channel['channelId'], 'channelIdentity.channelId'),
        team: stringOf(channel['teamId']),
      }
    : { place: chat, team: undefined };
}

/**
 * A message as the API gives it: https://learn.microsoft.com/graph/api/resources/chatmessage. Reactions change it as edits do; a
 * deleted one stays, without its body. What Teams notes itself (members added, a channel renamed) has no sender.
 */
function readMessage(raw: RawRecord, message: Json, context: NormalizeContext): Interaction {
  const account = accountOf(context);
  const id = required(message['id'], 'id');
  const { place, team } = placeOf(message);
  const parent = stringOf(message['replyToId']);
  const created = parseTime(message['createdDateTime']);
  const deleted = parseTime(message['deletedDateTime']);
  const changed = parseTime(message['lastModifiedDateTime']);
  const author = authorOf(message, account, context);
  const isMessage = (stringOf(message['messageType']) ?? 'message') === 'message';
  const edited = parseTime(message['lastEditedDateTime']);
  return interaction(manifest, raw, {
    account,
    objectId: objectIdOf(place, id),
    revision: Math.max(changed ?? 0, deleted ?? 0, created ?? 0),
    channel: 'teams',
    kind: isMessage ? 'message' : 'other',
    event: deleted !== null ? 'deleted' : !isMessage ? 'other' : edited !== null ? 'changed' : 'received',
    vendorEvent: stringOf(objectOf(message['eventDetail'])['@odata.type']) ?? 'chatMessage',
    direction: author?.role === 'customer' ? 'inbound' : author === undefined ? 'none' : 'outbound',
    state: deleted === null ? 'active' : 'deleted',
    occurredAt: created,
    conversation: stringOf(message['chatId']) ?? objectIdOf(place, parent ?? id),
    subject: message['subject'],
    text:
      deleted !== null
        ? undefined
        : isMessage
          ? textOf(message)
          : JSON.stringify(message['eventDetail'] ?? {}),
    quotedText: deleted === null ? quotedOf(message) : undefined,
    participants: author === undefined ? [] : [author],
    attachments: attachmentsOf(message),
    link: stringOf(message['webUrl']),
    properties: {
      team,
      channel: team === undefined ? undefined : place,
      importance: stringOf(message['importance']),
    },
  });
}

/** A message that Graph no longer has, nor says when it went. */
const readGone = (raw: RawRecord, objectId: string, context: NormalizeContext): Interaction =>
  interaction(manifest, raw, {
    account: accountOf(context),
    objectId,
    revision: raw.receivedAt,
    channel: 'teams',
    kind: 'message',
    event: 'deleted',
    vendorEvent: 'chatMessage',
    direction: 'none',
    state: 'deleted',
  });

/** A notification points to messages; a message that the fetcher brought is read. */
export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  if (fetched === undefined) return readNotifications(reader, raw, context);
  if (!fetched.found) return [readGone(raw, fetched.objectId, context)];
  return [readMessage(raw, objectOf(parseJson(raw.body)), context)];
}
