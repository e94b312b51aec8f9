import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized } from '../../contract.ts';
import {
  arrayOf,
  fetchedOf,
  interaction,
  objectOf,
  parseJson,
  parseMilliseconds,
  pointerTo,
  required,
  sha256,
  stringOf,
  type Fetched,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { readCall, revisionOf } from './call.ts';
import { readMessage, timeOf } from './message.ts';
import { ACCOUNT, agentOf, customerOf } from './people.ts';

interface Envelope {
  readonly event: string;
  readonly timestamp: number | null;
}

/** Webhooks tell of seconds; the callbacks of numbers in proxy mode have `event_name` and milliseconds. */
function envelopeOf(body: Json): Envelope {
  const callback = stringOf(body['event_name']);
  if (callback === undefined)
    return { event: stringOf(body['event']) ?? '', timestamp: timeOf(body['timestamp']) };
  return { event: callback, timestamp: parseMilliseconds(body['timestamp']) };
}

function readContact(
  raw: RawRecord,
  { event, timestamp }: Envelope,
  contact: Json,
  context: NormalizeContext,
): Interaction {
  const id = required(contact['id'], 'data.id');
  const deleted = event === 'contact.deleted';
  const changedAt = deleted ? timestamp : (timeOf(contact['updated_at']) ?? timestamp);
  return interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: `contact/${id}`,
    revision: changedAt ?? raw.receivedAt,
    channel: 'crm',
    kind: 'record',
    event: event.replace(/^contact\./, '').replace('updated', 'changed'),
    vendorEvent: event,
    direction: 'none',
    state: deleted ? 'deleted' : 'active',
    occurredAt: changedAt,
    text: contact['information'],
    participants: deleted ? [] : [customerOf(contact, undefined, context.region, true)],
  });
}

/** What Conversation Intelligence and voice agents tell of a call: its text where it has one, else everything. */
function readInsight(raw: RawRecord, { event, timestamp }: Envelope, data: Json): Interaction {
  const callId = stringOf(data['call_id']);
  const content = data['content'] ?? data['summary'] ?? data['text'];
  const utterances = arrayOf(objectOf(content)['utterances'] ?? data['utterances']).map(objectOf);
  const spoken = utterances.flatMap((one) => stringOf(one['text']) ?? []).join('\n');
  return interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: `${event}/${stringOf(data['id']) ?? callId ?? sha256(JSON.stringify(data))}`,
    revision: timestamp ?? 0,
    channel: 'voice',
    kind: 'event',
    event: event.split('.')[0] ?? event,
    vendorEvent: event,
    direction: 'internal',
    occurredAt: timeOf(data['created_at']) ?? timestamp,
    conversation: callId === undefined ? undefined : `call/${callId}`,
    text: typeof content === 'string' ? content : spoken === '' ? JSON.stringify(data) : spoken,
    properties: { call: callId, aircallNumber: stringOf(data['number_id']) },
  });
}

/** Agents who come and go, numbers that open and close, uninstalled integrations, and whatever comes next. */
function readOther(raw: RawRecord, { event, timestamp }: Envelope, data: Json): Interaction {
  const isStatus = /^(user|number)\./.test(event);
  const id = stringOf(data['id']) ?? sha256(JSON.stringify(data));
  return interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: `${event === '' ? 'unknown' : event}/${id}/${timestamp ?? 0}`,
    channel: 'voice',
    kind: isStatus ? 'status' : 'other',
    event: isStatus ? (event.split('.')[1] ?? 'changed') : 'other',
    vendorEvent: event,
    direction: isStatus ? 'internal' : 'none',
    occurredAt: timestamp,
    text: isStatus ? undefined : JSON.stringify(data),
    participants: event.startsWith('user.') ? agentOf(data, true) : [],
    properties: {
      name: stringOf(data['name']),
      digits: stringOf(data['digits']),
      availability: stringOf(data['availability_status']),
      substatus: stringOf(data['substatus']),
    },
  });
}

const INSIGHTS =
  /^(transcription|summary|topics|sentiment|action_item|playbook_result|realtime_transcription|custom_summary|call_evaluation|ai_voice_agent)\./;

/** A call as the API gives it has no time of change: the time of the fetch is the revision. */
function readFetched(raw: RawRecord, fetched: Fetched, context: NormalizeContext): Normalized {
  if (!fetched.found) {
    const isContact = fetched.objectType === 'contact';
    return [
      interaction(manifest, raw, {
        account: ACCOUNT,
        objectId: `${fetched.objectType}/${fetched.objectId}`,
        revision: raw.receivedAt,
        channel: isContact ? 'crm' : 'voice',
        kind: isContact ? 'record' : 'call',
        event: 'deleted',
        vendorEvent: `${fetched.objectType}.gone`,
        direction: 'none',
        state: 'deleted',
      }),
    ];
  }
  const body = objectOf(parseJson(raw.body));
  if (body['contact'] !== undefined) {
    const told = { event: 'contact.fetched', timestamp: null };
    return [readContact(raw, told, objectOf(body['contact']), context)];
  }
  const told = { event: 'call.fetched', revision: raw.receivedAt };
  return readCall(raw, objectOf(body['call']), told, context);
}

export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  if (fetched !== undefined) return readFetched(raw, fetched, context);
  const body = objectOf(parseJson(raw.body));
  const envelope = envelopeOf(body);
  const data = objectOf(body['data']);
  const { event } = envelope;
  if (event.startsWith('call.')) {
    const step = event.slice('call.'.length);
    const revision = revisionOf(body['timestamp'], step);
    const read = readCall(raw, data, { event, revision }, context);
    // What was recorded is complete in the API only, and without a key to it there is nothing to ask.
    const isRecorded = step === 'comm_assets_generated' || step === 'voicemail_left';
    if (!isRecorded || context.settings['apiId'] === undefined) return read;
    const objectId = required(data['id'], 'data.id');
    return [...read, pointerTo('call', objectId, 'changed')];
  }
  if (/^(group_)?message\./.test(event)) return [readMessage(raw, envelope, data, context)];
  if (event.startsWith('contact.')) return [readContact(raw, envelope, data, context)];
  if (INSIGHTS.test(event)) return [readInsight(raw, envelope, data)];
  return [readOther(raw, envelope, data)];
}
