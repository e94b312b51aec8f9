import { createHash } from 'node:crypto';
import { sealRecord, type RawRecord } from '@throughline/raw';
import type { Anchor, Interaction, Participant, ResolvedInteraction } from '@throughline/schemas';
import type { Archive } from './archive.ts';
import type { ItemResult } from './bulk.ts';
import type { Holding } from './query.ts';

/** Made-up interactions and raw records for tests and measurements. */

const uuidOf = (text: string): string => {
  const hex = createHash('sha1').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

export const customer = (...identifiers: ReadonlyArray<string>): Participant => ({
  role: 'customer',
  author: true,
  name: null,
  identifiers: identifiers.map((identifier) => {
    const colon = identifier.indexOf(':');
    return { type: identifier.slice(0, colon), value: identifier.slice(colon + 1), verified: true };
  }),
  traits: {},
});

/** An anchor that is somebody's for all time. */
export const always = (anchor: string): Holding => ({ anchor, validFrom: null, validTo: null });

interface Sample extends Partial<Omit<Interaction, 'interactionId' | 'documentId'>> {
  readonly customerId?: string;
}

const NOON = Date.UTC(2026, 9, 15, 12);

/** An inbound SMS of object `objectId`; its ids follow from objectId and revision. */
export function sample(
  objectId: string,
  { customerId = 'cus_1', ...given }: Sample = {},
): ResolvedInteraction {
  const revision = given.revision ?? 0;
  const interactionId = uuidOf(objectId);
  const participants = given.participants ?? [customer('phone:+491701234567')];
  const anchors = participants.flatMap(({ identifiers: [first], author }, participant): Anchor[] =>
    first === undefined
      ? []
      : [{ identifier: `${first.type}:${first.value}`, customerId, author, participant }],
  );
  const interaction: Interaction = {
    interactionId,
    documentId: uuidOf(`${interactionId}/${revision}`),
    revision,
    reading: 1,
    platform: 'twilio',
    account: 'AC1',
    sourceId: 'src_1',
    family: 'messaging',
    objectId,
    channel: 'sms',
    kind: 'message',
    event: 'received',
    vendorEvent: 'received',
    direction: 'inbound',
    state: 'active',
    occurredAt: NOON,
    occurredAtSource: 'vendor',
    receivedAt: NOON + 500,
    conversationId: null,
    subject: null,
    text: null,
    quotedText: null,
    language: null,
    attachments: [],
    link: null,
    durationSeconds: null,
    amount: null,
    currency: null,
    properties: {},
    consents: [],
    provenance: {
      digest: '',
      deliveryId: '',
      topic: 'raw.messaging',
      partition: 0,
      offset: 0,
      verification: 'hmac',
    },
    ...given,
    participants,
  };
  return { customerId, anchors, interaction };
}

export const rawSample = (body: Uint8Array, given: Partial<RawRecord> = {}): RawRecord =>
  sealRecord({
    platform: 'twilio',
    sourceId: 'src_1',
    family: 'messaging',
    method: 'POST',
    url: 'https://edge.example.com/webhooks/twilio/src_1',
    headers: { 'content-type': 'application/octet-stream', 'user-agent': 'TwilioProxy/1.1' },
    receivedAt: NOON,
    deliveryId: 'delivery-1',
    key: '+491701234567',
    verification: 'hmac-sha1',
    ...given,
    body,
  });

const STEMS = ['wandern', 'refund', 'order', 'größe', 'hello'];

/** Distinct interactions of about a kilobyte each, of 9,000 customers; `name` makes their ids. The same for the same arguments. */
export const manySamples = (name: string, count: number): ResolvedInteraction[] =>
  Array.from({ length: count }, (_, index) => {
    const word = (place: number) => {
      const at = (index * 31 + place * 977) % 5000;
      return `${STEMS[at % STEMS.length]}${at}`;
    };
    const one = index % 9000;
    return sample(`${name}-${index}`, {
      customerId: `cus_${one}`,
      subject: `Order ${index}`,
      text: Array.from({ length: 45 }, (__, place) => word(place)).join(' '),
      participants: [customer(`email:customer${one}@mail.example.com`, `phone:+49170${1_000_000 + one}`)],
    });
  });

/** Writes records as the archiver does. One result per record, in order. */
export const indexAll = (
  archive: Pick<Archive, 'documentWrite' | 'indexDocuments'>,
  records: ReadonlyArray<ResolvedInteraction>,
): Promise<ReadonlyArray<ItemResult>> =>
  archive.indexDocuments(records.map((one) => archive.documentWrite(one)));
