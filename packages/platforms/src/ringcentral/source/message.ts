import type { Attachment, Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  attachment,
  interaction,
  objectOf,
  ownValue,
  parseTime,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { partyOf, peopleOf } from './people.ts';

/** Whether RingCentral has written down what was said: then the message is fetched by itself, with those words. */
export const isWrittenDown = (message: Json): boolean =>
  message['availability'] === 'Alive' &&
  (stringOf(message['vmTranscriptionStatus']) ?? '').startsWith('Completed');

export const messageObjectId = (id: string): string => `message/${id}`;

const CHANNELS: Readonly<Record<string, string>> = {
  sms: 'sms',
  text: 'sms',
  fax: 'fax',
  voicemail: 'voice',
  pager: 'pager',
};

/** The text of an SMS is an attachment of its own, beside being the subject; what was said in a voicemail becomes the text. */
const filesOf = (message: Json): ReadonlyArray<Attachment> =>
  arrayOf(message['attachments'])
    .map(objectOf)
    .filter((file) => file['type'] !== 'Text' && file['type'] !== 'AudioTranscription')
    .map((file) =>
      attachment({
        id: stringOf(file['id']) ?? null,
        name: stringOf(file['fileName']) ?? stringOf(file['type']) ?? null,
        contentType: stringOf(file['contentType']) ?? null,
        size: file['size'],
        url: stringOf(file['uri']) ?? null,
      }),
    );

function durationOf(message: Json): number | undefined {
  const [first] = arrayOf(message['attachments']).flatMap((file) => objectOf(file)['vmDuration'] ?? []);
  return typeof first === 'number' ? first : undefined;
}

/**
 * A message of the store, as instant notifications, lists and synchronisation all give it. Of one that is deleted, synchronisation
 * gives the id and the availability alone.
 */
export function readMessage(
  raw: RawRecord,
  account: string,
  message: Json,
  told: { readonly vendorEvent: string; readonly region: string; readonly transcription?: string },
): Interaction {
  const id = required(message['id'], 'id');
  const availability = stringOf(message['availability']);
  const deleted = availability === 'Deleted' || availability === 'Purged';
  const type = (stringOf(message['type']) ?? '').toLowerCase();
  const outbound = message['direction'] === 'Outbound';
  const to = arrayOf(message['to']).map(partyOf);
  const { internal, participants } = peopleOf(account, partyOf(message['from']), to, outbound, told.region);
  const modified = parseTime(message['lastModifiedTime']);
  const created = parseTime(message['creationTime']);
  const isText = type === 'sms' || type === 'text' || type === 'pager';
  const conversation =
    stringOf(message['conversationId']) ?? stringOf(objectOf(message['conversation'])['id']);
  return interaction(manifest, raw, {
    account,
    objectId: messageObjectId(id),
    // What was said counts for more than the same message without it.
    revision:
      (modified ?? (deleted ? raw.receivedAt : (created ?? 0))) + (told.transcription === undefined ? 0 : 1),
    channel: ownValue(CHANNELS, type) ?? 'voice',
    kind: 'message',
    event: deleted ? 'deleted' : type === 'voicemail' ? 'voicemail' : outbound ? 'sent' : 'received',
    vendorEvent: told.vendorEvent,
    direction:
      deleted && message['direction'] === undefined
        ? 'none'
        : internal
          ? 'internal'
          : outbound
            ? 'outbound'
            : 'inbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: created,
    conversation,
    subject: isText || deleted ? undefined : message['subject'],
    text: deleted
      ? undefined
      : isText
        ? message['subject']
        : (told.transcription ?? message['coverPageText']),
    participants: deleted && message['from'] === undefined ? [] : participants,
    attachments: deleted ? [] : filesOf(message),
    durationSeconds: durationOf(message),
    properties: {
      type: stringOf(message['type']),
      status: stringOf(message['messageStatus']),
      read: stringOf(message['readStatus']),
      faxPages: stringOf(message['faxPageCount']),
      transcription: stringOf(message['vmTranscriptionStatus']),
      extension: stringOf(message['extensionId']),
    },
  });
}

/** High-volume SMS: parties are plain numbers and the text has a field of its own. */
export function readBatchMessage(
  raw: RawRecord,
  account: string,
  message: Json,
  told: { readonly vendorEvent: string; readonly region: string },
): Interaction {
  const id = required(message['id'], 'id');
  const outbound = message['direction'] === 'Outbound';
  const from = partyOf(message['from']);
  const to = (Array.isArray(message['to']) ? message['to'] : [message['to']]).map(partyOf);
  const [ours, theirs] = outbound ? [from, to[0] ?? {}] : [to[0] ?? {}, from];
  return interaction(manifest, raw, {
    account,
    objectId: `a2p/${id}`,
    revision: parseTime(message['lastModifiedTime']) ?? 0,
    channel: 'sms',
    kind: 'message',
    event: outbound ? 'sent' : 'received',
    vendorEvent: told.vendorEvent,
    direction: outbound ? 'outbound' : 'inbound',
    occurredAt: parseTime(message['creationTime']),
    conversation: `a2p/${stringOf(ours['phoneNumber']) ?? ''}/${stringOf(theirs['phoneNumber']) ?? ''}`,
    text: message['text'],
    participants: peopleOf(account, from, to, outbound, told.region).participants,
    properties: {
      status: stringOf(message['messageStatus']),
      batch: stringOf(message['batchId']),
      error: stringOf(message['errorCode']),
    },
  });
}
