import { createHash } from 'node:crypto';
import { sealRecord, type RawRecord } from '@throughline/raw';
import type { Interaction, Participant } from '@throughline/schemas';
import { interactionOf } from '@throughline/schemas/testing';

/** A deterministic UUID for a name: tests need stable ids, not the platforms' own derivation. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export interface Told {
  readonly key: string;
  readonly platform: string;
  readonly family: string;
  readonly channel: string;
  readonly kind?: string;
  readonly event?: string;
  readonly direction?: string;
  readonly occurredAt: number;
  readonly participants: ReadonlyArray<Participant>;
  readonly subject?: string;
  readonly text?: string;
  readonly fields?: Partial<Interaction>;
  /** What the vendor sent; the text and the subject where absent. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** An interaction and the delivery that it was read from. */
export interface Delivered {
  readonly interaction: Interaction;
  readonly raw: RawRecord;
}

export function deliver(told: Told): Delivered {
  const { key, platform, family, channel, occurredAt, participants } = told;
  const receivedAt = occurredAt + 850;
  const raw = sealRecord({
    platform,
    sourceId: `src_${platform}`,
    family,
    method: 'POST',
    url: `https://hooks.example.com/webhooks/${platform}/src_${platform}`,
    headers: { 'content-type': 'application/json', 'user-agent': `${platform}-webhooks/2.4` },
    body: Buffer.from(JSON.stringify(told.body ?? { id: key, subject: told.subject, text: told.text })),
    receivedAt,
    deliveryId: `delivery-${key}`,
    key,
    verification: 'hmac-sha256',
    position: { topic: `raw.${family}`, partition: 3, offset: 1042 },
  });
  const interactionId = uuidOf(`interaction ${key}`);
  const interaction = interactionOf({
    interactionId,
    documentId: uuidOf(`document ${key}`),
    platform,
    account: 'trailhead',
    sourceId: raw.sourceId,
    family,
    objectId: key,
    channel,
    kind: told.kind ?? 'message',
    event: told.event ?? (told.direction === 'outbound' ? 'sent' : 'received'),
    vendorEvent: told.event ?? 'message.created',
    direction: told.direction ?? 'inbound',
    occurredAt,
    receivedAt,
    subject: told.subject ?? null,
    text: told.text ?? null,
    language: 'en',
    participants,
    provenance: {
      digest: raw.digest,
      deliveryId: raw.deliveryId,
      topic: `raw.${family}`,
      partition: 3,
      offset: 1042,
      verification: raw.verification,
    },
    ...told.fields,
  });
  return { interaction, raw };
}
