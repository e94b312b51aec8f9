import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext, Normalized, Pointer } from '../../contract.ts';
import {
  arrayOf,
  fetchedOf,
  interaction,
  objectOf,
  parseJson,
  pointerTo,
  sha256,
  stringOf,
  type Fetched,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { conversationObjectId, isEnded, readConversation, type Reading } from './conversation.ts';
import { isFinal, readStep, readTranscription, stepOf } from './detail.ts';
import { conversationIdOf, notificationOf, type Notification } from './notification.ts';
import { readEmail, readMessage } from './texts.ts';

function readingOf(context: NormalizeContext, vendorEvent: string): Reading {
  const region = stringOf(context.settings['region']) ?? 'mypurecloud.com';
  return {
    account: stringOf(context.settings['organizationId']) ?? 'genesys',
    region: context.region,
    vendorEvent,
    console: stringOf(context.settings['apiUrl']) ?? `https://api.${region}`,
  };
}

const pointerOf = (objectId: string): Pointer => pointerTo('conversation', objectId, 'changed');

/** Presence, statistics, and whatever comes next. */
const readOther = (raw: RawRecord, reading: Reading, { topic, body, time }: Notification): Interaction =>
  interaction(manifest, raw, {
    account: reading.account,
    objectId: `notification/${sha256(raw.body)}`,
    channel: 'voice',
    kind: 'other',
    event: 'other',
    vendorEvent: topic,
    direction: 'none',
    occurredAt: time,
    text: JSON.stringify(body),
  });

/** What the fetcher brought: the conversation, its recordings, and the texts of its messages and e-mails. */
function readFetched(raw: RawRecord, fetched: Fetched, context: NormalizeContext): Normalized {
  const reading = readingOf(context, 'conversation');
  if (!fetched.found) {
    return [
      interaction(manifest, raw, {
        account: reading.account,
        objectId: conversationObjectId(fetched.objectId),
        revision: raw.receivedAt,
        channel: 'voice',
        kind: 'call',
        event: 'deleted',
        vendorEvent: 'conversation.gone',
        direction: 'none',
        state: 'deleted',
        conversation: fetched.objectId,
      }),
    ];
  }
  const body = objectOf(parseJson(raw.body));
  const conversation = objectOf(body['conversation']);
  const read = readConversation(raw, reading, conversation, body['recordings']);
  const people = read[0]?.participants ?? [];
  const id = stringOf(conversation['id']) ?? '';
  const withId = (list: unknown): ReadonlyArray<Json> =>
    arrayOf(list)
      .map(objectOf)
      .filter((one) => stringOf(one['id']) !== undefined);
  const { internalDomains } = context;
  return [
    ...read,
    ...withId(objectOf(body['messages'])['entities']).map((one) =>
      readMessage(raw, reading, id, one, people),
    ),
    ...withId(body['emails']).map((one) => readEmail(raw, reading, id, one, { people, internalDomains })),
  ];
}

/** A notification by WebSocket (method STREAM), EventBridge or Data Action: all of one form. */
export function normalize(raw: RawRecord, context: NormalizeContext): Normalized {
  const fetched = fetchedOf(raw);
  if (fetched !== undefined) return readFetched(raw, fetched, context);
  const notification = notificationOf(objectOf(parseJson(raw.body)));
  const { topic, body } = notification;
  const reading = readingOf(context, topic);
  const conversationId = conversationIdOf(notification);
  const canAsk = context.settings['clientId'] !== undefined;
  const again = canAsk && conversationId !== undefined ? [pointerOf(conversationId)] : [];
  if (conversationId === undefined) return [readOther(raw, reading, notification)];
  if (Array.isArray(body['participants']) && body['id'] !== undefined)
    return [...readConversation(raw, reading, body), ...(isEnded(body) ? again : [])];
  const step = stepOf(topic);
  if (step !== '') return [readStep(raw, reading, notification), ...(isFinal(step) ? again : [])];
  if (topic.endsWith('.transcription')) {
    const said = readTranscription(raw, reading, notification);
    return said.length > 0 ? said : [readOther(raw, reading, notification)];
  }
  // A Data Action that names no more than the conversation.
  return again.length > 0 ? again : [readOther(raw, reading, notification)];
}
