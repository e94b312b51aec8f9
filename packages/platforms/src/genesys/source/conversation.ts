import type { Attachment, Interaction, Participant } from '@throughline/schemas';
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
import { MEDIA, mediaOf, mediumOfTopic, messageChannel, participantsOf } from './media.ts';
import { personOf, roleOf } from './people.ts';

/** Where a conversation was read, and what its people are called with. */
export interface Reading {
  readonly account: string;
  readonly region: string;
  /** A topic, or the API's name of what was fetched. */
  readonly vendorEvent: string;
  readonly console: string;
}

export const conversationObjectId = (id: string): string => `conversation/${id}`;

const TIME = /(?:Time|Start|End)$/;
/** Moments that are to come. */
const AHEAD = /^(callbackScheduledTime|inactivityTimeout|resumeTime|parkTime)$/;

/** Every time that Genesys tells somewhere in a value. */
function timesIn(value: unknown): ReadonlyArray<number> {
  if (Array.isArray(value)) return value.flatMap(timesIn);
  return Object.entries(objectOf(value)).flatMap(([name, one]) => {
    if (typeof one !== 'string') return timesIn(one);
    const time = TIME.test(name) && !AHEAD.test(name) ? parseTime(one) : null;
    return time === null ? [] : [time];
  });
}

const isOver = (value: Json): boolean =>
  value['endTime'] !== undefined ||
  value['disconnectedTime'] !== undefined ||
  ['disconnected', 'terminated'].includes(stringOf(value['state']) ?? '');

/** Whether nobody is in the conversation any more, by any of the shapes that it comes in. */
export function isEnded(conversation: Json): boolean {
  if (conversation['endTime'] !== undefined) return true;
  const people = participantsOf(conversation).filter((person) => roleOf(person) !== 'system');
  const media = mediaOf({ participants: people }).map(({ value }) => value);
  const parts = media.length > 0 ? media : people;
  return parts.length > 0 && parts.every(isOver);
}

function peopleOf(conversation: Json, reading: Reading, outbound: boolean): ReadonlyArray<Participant> {
  const media = mediaOf(conversation);
  const seen = new Set<string>();
  const people = participantsOf(conversation)
    .filter((person) => roleOf(person) !== 'system')
    .map((person) => {
      const own = media.find((medium) => medium.participant === person)?.value ?? {};
      return personOf(reading.account, person, own, { region: reading.region, author: false, outbound });
    })
    .filter((one) => {
      // An agent who comes back is a participant once more.
      const key = `${one.role} ${one.name ?? ''} ${one.identifiers.map((each) => each.value).join(' ')}`;
      return !seen.has(key) && Boolean(seen.add(key));
    });
  const author = people.findIndex((one) => one.role === (outbound ? 'agent' : 'customer'));
  return people.map((one, index) => ({ ...one, author: index === author }));
}

function recordingsOf(recordings: unknown, id: string, console: string): ReadonlyArray<Attachment> {
  return arrayOf(recordings)
    .map(objectOf)
    .map((recording) => {
      const recordingId = stringOf(recording['id']) ?? '';
      return attachment({
        id: recordingId,
        name: [stringOf(recording['media']) ?? 'recording', stringOf(recording['name'])]
          .filter(Boolean)
          .join(' '),
        contentType: recording['media'] === 'audio' ? 'audio/*' : null,
        url: `${console}/api/v2/conversations/${id}/recordings/${recordingId}`,
      });
    });
}

interface Wrapup {
  readonly participantId: string;
  readonly person: Json;
  readonly value: Json;
}

const wrapupsOf = (conversation: Json): ReadonlyArray<Wrapup> =>
  participantsOf(conversation).flatMap((person) => {
    const value = objectOf(person['wrapup']);
    const participantId = stringOf(person['id']);
    return participantId === undefined || stringOf(value['code']) === undefined
      ? []
      : [{ participantId, person, value }];
  });

/** What an agent notes down after a conversation, once per agent and part. */
export function readWrapup(
  raw: RawRecord,
  reading: Reading,
  conversationId: string,
  { participantId, person, value }: Wrapup,
): Interaction {
  return interaction(manifest, raw, {
    account: reading.account,
    objectId: `wrapup/${conversationId}/${participantId}`,
    revision: parseTime(value['endTime']) ?? 0,
    channel: 'voice',
    kind: 'note',
    event: 'created',
    vendorEvent: reading.vendorEvent,
    direction: 'internal',
    occurredAt: parseTime(value['endTime']),
    conversation: conversationId,
    text: value['notes'],
    participants: [
      personOf(
        reading.account,
        { purpose: 'agent', ...person },
        {},
        {
          region: reading.region,
          author: true,
          outbound: false,
        },
      ),
    ],
    properties: {
      code: stringOf(value['code']),
      name: stringOf(value['name']),
      tags: arrayOf(value['tags'])
        .filter((tag) => typeof tag === 'string')
        .join(', '),
    },
  });
}

/** A call, callback, chat, message thread or e-mail thread as it is now, and what agents noted down. */
export function readConversation(
  raw: RawRecord,
  reading: Reading,
  conversation: Json,
  recordings?: unknown,
): ReadonlyArray<Interaction> {
  const id = required(conversation['id'], 'conversation.id');
  const media = mediaOf(conversation);
  const first = media[0];
  const type = mediumOfTopic(reading.vendorEvent) ?? first?.type ?? 'calls';
  const known = ownValue(MEDIA, type) ?? { channel: 'voice', kind: 'call' };
  const own =
    media.find(({ participant }) => roleOf(participant) === 'customer')?.value ?? first?.value ?? {};
  const flat = participantsOf(conversation).find((person) => roleOf(person) === 'customer') ?? {};
  const outbound = (own['direction'] ?? flat['direction']) === 'outbound';
  const times = timesIn(conversation);
  const latest = Math.max(0, ...times);
  const started = parseTime(conversation['startTime']) ?? (times.length === 0 ? null : Math.min(...times));
  const ended = isEnded(conversation);
  const answered = participantsOf(conversation).some(
    (person) =>
      roleOf(person) === 'agent' &&
      (person['connectedTime'] !== undefined ||
        mediaOf({ participants: [person] }).some(({ value }) => value['connectedTime'] !== undefined)),
  );
  const wrapups = wrapupsOf(conversation);
  const missed = ended && known.kind === 'call' && !outbound && !answered;
  const last = parseTime(conversation['endTime']) ?? latest;
  const queues = participantsOf(conversation).flatMap(
    (person) => stringOf(person['queueName']) ?? stringOf(objectOf(person['queue'])['name']) ?? [],
  );
  const main = interaction(manifest, raw, {
    account: reading.account,
    objectId: conversationObjectId(id),
    // No time of change is told. Of the same moment, what the API says counts for more than what was on the way.
    revision: latest + (raw.method === 'FETCH' ? 1 : 0),
    channel: type === 'messages' ? messageChannel(own['type'] ?? flat['type']) : known.channel,
    kind: known.kind,
    event: missed ? 'missed' : ended ? 'ended' : answered ? 'answered' : 'created',
    vendorEvent: reading.vendorEvent,
    direction: outbound ? 'outbound' : 'inbound',
    occurredAt: started,
    conversation: id,
    subject: own['subject'] ?? flat['subject'],
    text: wrapups.flatMap(({ value }) => stringOf(value['notes']) ?? []).join('\n'),
    participants: peopleOf(conversation, reading, outbound),
    attachments: recordingsOf(recordings, id, reading.console),
    link: `${reading.console.replace('://api.', '://apps.')}/directory/#/analytics/interactions/${id}/admin/details`,
    durationSeconds: ended && started !== null ? Math.max(0, (last - started) / 1000) : undefined,
    properties: {
      media: type,
      queue: [...new Set(queues)].join(', '),
      dnis: stringOf(flat['dnis']),
      wrapUps: wrapups.map(({ value }) => stringOf(value['name']) ?? stringOf(value['code'])).join(', '),
      disconnect: stringOf(own['disconnectType']) ?? stringOf(flat['disconnectType']),
      parts: participantsOf(conversation)
        .map((person) => stringOf(person['purpose']))
        .filter(Boolean)
        .join(' > '),
      externalTag: stringOf(conversation['externalTag']),
    },
  });
  return [main, ...wrapups.map((wrapup) => readWrapup(raw, reading, id, wrapup))];
}
