import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  attachment,
  identifier,
  interaction,
  objectOf,
  parseTime,
  participant,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { partyOf, peopleOf } from './people.ts';

/** The session is in telephony events, missed calls and the call log alike. */
export const callObjectId = (call: Json): string =>
  `call/${stringOf(call['sessionId']) ?? stringOf(call['telephonySessionId']) ?? ''}`;

const MISSED = /^(missed|no answer|busy|rejected|hang up|abandoned|declined|blocked|voicemail)$/i;

const RINGING = new Set(['setup', 'proceeding']);
const OVER = new Set(['disconnected', 'gone']);

const codeOf = (party: Json): string => (stringOf(objectOf(party['status'])['code']) ?? '').toLowerCase();

/** Whether the event says that nobody is in the call any more. */
export const isOver = (event: Json): boolean => {
  const parties = arrayOf(event['parties']).map(objectOf);
  return parties.length > 0 && parties.every((party) => OVER.has(codeOf(party)));
};

function eventOf(parties: ReadonlyArray<Json>): string {
  if (parties.some((party) => party['missedCall'] === true)) return 'missed';
  const codes = parties.map(codeOf);
  if (codes.includes('voicemail')) return 'voicemail';
  if (codes.includes('answered')) return 'answered';
  if (codes.length > 0 && codes.every((code) => OVER.has(code))) return 'ended';
  return codes.every((code) => RINGING.has(code)) ? 'created' : 'changed';
}

/** A step of a call as it happens; the call log tells the whole later, as a higher revision. */
export function readSession(
  raw: RawRecord,
  account: string,
  event: Json,
  told: { readonly vendorEvent: string; readonly region: string },
): Interaction {
  required(event['sessionId'] ?? event['telephonySessionId'], 'body.sessionId');
  const parties = arrayOf(event['parties']).map(objectOf);
  const party = parties[0] ?? {};
  const outbound = party['direction'] === 'Outbound';
  const { internal, participants } = peopleOf(
    account,
    partyOf(party['from']),
    [partyOf(party['to'])],
    outbound,
    told.region,
  );
  const time = parseTime(event['eventTime']);
  return interaction(manifest, raw, {
    account,
    objectId: callObjectId(event),
    revision: time ?? 0,
    channel: 'voice',
    kind: 'call',
    event: eventOf(parties),
    vendorEvent: told.vendorEvent,
    direction: internal ? 'internal' : outbound ? 'outbound' : 'inbound',
    occurredAt: time,
    conversation: callObjectId(event),
    participants,
    properties: {
      status: parties.map(codeOf).join(', '),
      reason: stringOf(objectOf(party['status'])['reason']),
      sequence: stringOf(event['sequence']),
      telephonySession: stringOf(event['telephonySessionId']),
    },
  });
}

/** A push for the phone app: parties are plain numbers. */
export function readMissedCall(
  raw: RawRecord,
  account: string,
  event: Json,
  told: { readonly vendorEvent: string; readonly region: string; readonly time: number | null },
): Interaction {
  required(event['sessionId'], 'sessionId');
  const from = { phoneNumber: event['from'], name: event['fromName'] };
  const to = { phoneNumber: event['to'], name: event['toName'], extensionId: event['extensionId'] };
  return interaction(manifest, raw, {
    account,
    objectId: callObjectId(event),
    revision: told.time ?? 0,
    channel: 'voice',
    kind: 'call',
    event: /missed/i.test(told.vendorEvent) ? 'missed' : 'created',
    vendorEvent: told.vendorEvent,
    direction: 'inbound',
    occurredAt: told.time,
    conversation: callObjectId(event),
    participants: peopleOf(account, from, [to], false, told.region).participants,
  });
}

/** Agents of the legs that the first line does not name: who answered after a queue or a transfer. */
function agentsOfLegs(
  account: string,
  legs: ReadonlyArray<Json>,
  known: ReadonlyArray<Participant>,
): ReadonlyArray<Participant> {
  const seen = new Set(known.flatMap((one) => one.identifiers.map((each) => each.value)));
  return legs.flatMap((leg) => {
    const id = stringOf(objectOf(leg['extension'])['id']) ?? stringOf(leg['extensionId']);
    const value = `${account}/${id ?? ''}`;
    if (id === undefined || seen.has(value)) return [];
    seen.add(value);
    const side = partyOf(leg[leg['direction'] === 'Outbound' ? 'from' : 'to']);
    return [
      participant({
        role: 'agent',
        name: side['name'],
        identifiers: [identifier('ringcentral-extension', value, true)],
      }),
    ];
  });
}

const legText = (leg: Json): string =>
  [
    stringOf(leg['legType']) ?? stringOf(leg['action']),
    stringOf(leg['result']),
    `${stringOf(leg['duration']) ?? '0'} s`,
  ]
    .filter(Boolean)
    .join(', ');

/** A call as the call log has it, with all of its legs. */
export function readRecord(
  raw: RawRecord,
  account: string,
  record: Json,
  told: { readonly vendorEvent: string; readonly region: string },
): Interaction {
  required(record['sessionId'] ?? record['telephonySessionId'] ?? record['id'], 'sessionId');
  const outbound = record['direction'] === 'Outbound';
  const deleted = record['deleted'] === true;
  const started = parseTime(record['startTime']);
  const duration = typeof record['duration'] === 'number' ? record['duration'] : undefined;
  const legs = arrayOf(record['legs']).map(objectOf);
  const { internal, participants } = peopleOf(
    account,
    partyOf(record['from']),
    [partyOf(record['to'])],
    outbound,
    told.region,
  );
  const result = stringOf(record['result']) ?? '';
  const recordings = [record, ...legs]
    .map((one) => objectOf(one['recording']))
    .filter((one) => one['id'] !== undefined);
  const distinct = [...new Map(recordings.map((one) => [stringOf(one['id']), one])).values()];
  return interaction(manifest, raw, {
    account,
    objectId: callObjectId(record),
    revision: parseTime(record['lastModifiedTime']) ?? (started ?? 0) + (duration ?? 0) * 1000,
    channel: record['type'] === 'Fax' ? 'fax' : 'voice',
    kind: 'call',
    event: deleted
      ? 'deleted'
      : /voicemail/i.test(result)
        ? 'voicemail'
        : !outbound && MISSED.test(result)
          ? 'missed'
          : result === 'In Progress'
            ? 'changed'
            : 'ended',
    vendorEvent: told.vendorEvent,
    direction: internal ? 'internal' : outbound ? 'outbound' : 'inbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: started,
    conversation: callObjectId(record),
    participants: [...participants, ...agentsOfLegs(account, legs, participants)],
    attachments: distinct.map((recording) =>
      attachment({
        id: stringOf(recording['id']) ?? null,
        name: 'recording.mp3',
        contentType: 'audio/mpeg',
        url: stringOf(recording['contentUri']) ?? stringOf(recording['uri']) ?? null,
      }),
    ),
    durationSeconds: duration,
    properties: {
      result,
      reason: stringOf(record['reason']),
      action: stringOf(record['action']),
      transport: stringOf(record['transport']),
      legs: legs.map(legText).join('; '),
      voicemail: stringOf(objectOf(record['message'])['id']),
      telephonySession: stringOf(record['telephonySessionId']),
    },
  });
}
