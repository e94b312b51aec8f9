import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import { arrayOf, interaction, objectOf, sha256, stringOf, type Json } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { readWrapup, type Reading } from './conversation.ts';
import type { Notification } from './notification.ts';
import { personOf } from './people.ts';

const CHANNELS: Readonly<Record<string, string>> = {
  voice: 'voice',
  callback: 'voice',
  chat: 'chat',
  message: 'chat',
  email: 'email',
};

/** What stands behind the conversation's id: `customer.start`, `acw`, `wrapup`. */
export const stepOf = (topic: string): string =>
  /^v2\.detail\.events\.conversation\.[^.]+\.(.+)$/.exec(topic)?.[1] ?? '';

/** Steps after which a conversation is worth reading again. */
export const isFinal = (step: string): boolean => /^(customer\.end|acw|wrapup|voicemail\.end)$/.test(step);

/** `v2.detail.events.conversation.{id}.*`: one step of one part of a conversation. */
export function readStep(raw: RawRecord, reading: Reading, notification: Notification): Interaction {
  const { body, time, topic } = notification;
  const step = stepOf(topic);
  const conversationId = stringOf(body['conversationId']) ?? '';
  const participantId = stringOf(body['participantId']) ?? '';
  const user = stringOf(body['userId']);
  const code = stringOf(body['wrapupCode']);
  if (code !== undefined && participantId !== '') {
    const endTime = time === null ? undefined : new Date(time).toISOString();
    const value = { code, notes: body['wrapupNotes'], endTime };
    return readWrapup(raw, reading, conversationId, { participantId, person: { userId: user }, value });
  }
  const isCustomer = step.startsWith('customer.');
  const outbound = body['direction'] === 'OUTBOUND' || body['direction'] === 'outbound';
  const person: Json = {
    purpose: isCustomer ? 'customer' : user === undefined ? 'acd' : 'agent',
    userId: user,
    ani: outbound ? undefined : (body['ani'] ?? body['addressFrom']),
    address: outbound ? (body['dnis'] ?? body['addressTo']) : undefined,
    externalContactId: body['externalContactId'],
    name: body['callbackUserName'],
  };
  return interaction(manifest, raw, {
    account: reading.account,
    objectId: `${step}/${conversationId}/${stringOf(body['sessionId']) ?? participantId}/${time ?? sha256(raw.body)}`,
    channel: CHANNELS[(stringOf(body['mediaType']) ?? '').toLowerCase()] ?? 'voice',
    kind: 'event',
    event: step,
    vendorEvent: topic,
    direction: isCustomer ? (outbound ? 'outbound' : 'inbound') : 'internal',
    occurredAt: time,
    conversation: conversationId,
    subject: body['subject'],
    participants: [
      personOf(
        reading.account,
        person,
        {},
        { region: reading.region, author: !outbound || !isCustomer, outbound },
      ),
    ],
    durationSeconds:
      typeof body['interactingDurationMs'] === 'number' ? body['interactingDurationMs'] / 1000 : undefined,
    properties: {
      queue: stringOf(body['queueId']),
      disconnect: stringOf(body['disconnectType']),
      flow: stringOf(body['flowId']),
      dnis: stringOf(body['dnis']),
      outcome: stringOf(body['flowOutcomeValue']),
      provider: stringOf(body['provider']),
    },
  });
}

/** `v2.conversations.{id}.transcription`: what was said, sentence by sentence. */
export function readTranscription(
  raw: RawRecord,
  reading: Reading,
  { body, time, topic }: Notification,
): ReadonlyArray<Interaction> {
  const conversationId = stringOf(body['conversationId']) ?? '';
  const began = body['sessionStartTimeMs'];
  return arrayOf(body['transcripts'])
    .map(objectOf)
    .filter((one) => one['isFinal'] !== false)
    .map((one) => {
      const best = objectOf(arrayOf(one['alternatives'])[0]);
      const byCustomer = String(one['channel']).toLowerCase() === 'external';
      const offset = best['offsetMs'];
      const at = typeof began === 'number' && typeof offset === 'number' ? began + offset : time;
      return interaction(manifest, raw, {
        account: reading.account,
        objectId: `utterance/${conversationId}/${stringOf(one['utteranceId']) ?? sha256(JSON.stringify(one))}`,
        channel: 'voice',
        kind: 'event',
        event: 'said',
        vendorEvent: topic,
        direction: byCustomer ? 'inbound' : 'outbound',
        occurredAt: at,
        conversation: conversationId,
        text: best['transcript'],
        participants: [],
        properties: { channel: stringOf(one['channel']), confidence: stringOf(best['confidence']) },
      });
    });
}
