import { z } from 'zod';
import { cursor, id, limit, moment, next, segment, timeFilter } from './shapes.ts';

export const participant = z
  .object({
    role: z.string().describe('customer, agent, bot or system'),
    author: z.boolean(),
    name: z.string().nullable(),
    identifiers: z.array(z.object({ type: z.string(), value: z.string(), verified: z.boolean() })),
    customerId: z.string().nullable().describe('Whose anchor this participant is now'),
  })
  .meta({ id: 'Participant' });

/** An interaction as lists show it. */
export const interactionItem = z
  .object({
    id: z.string().describe('The document: one revision of the interaction'),
    interactionId: z.string(),
    platform: z.string(),
    channel: z.string(),
    kind: z.string(),
    event: z.string(),
    direction: z.string().describe('inbound, outbound, internal or none'),
    state: z.string().describe('active or deleted'),
    occurredAt: moment,
    customerId: z.string().nullable().describe('Whose it is now; null where nobody is known'),
    customerName: z.string().nullable(),
    author: z.string().nullable().describe('Who wrote or did it, as the vendor shows it'),
    subject: z.string().nullable(),
    text: z.string().nullable(),
    highlights: z.array(z.array(segment)).describe('Passages with what was searched for'),
    conversationId: z.string().nullable(),
    attachments: z.number().int(),
    amount: z.number().nullable(),
    currency: z.string().nullable(),
    durationSeconds: z.number().nullable(),
  })
  .meta({ id: 'InteractionItem' });
export type InteractionItem = z.infer<typeof interactionItem>;

/** An interaction with everything that is known of it. */
export const interactionDetail = interactionItem
  .extend({
    revision: z.number(),
    reading: z.number().describe('Version of the reading that made it from the raw delivery'),
    account: z.string(),
    sourceId: z.string(),
    objectId: z.string(),
    vendorEvent: z.string(),
    receivedAt: moment,
    occurredAtSource: z.string().describe('vendor, received or implausible'),
    quotedText: z.string().nullable(),
    language: z.string().nullable(),
    link: z.string().nullable(),
    participants: z.array(participant),
    files: z.array(
      z.object({
        name: z.string().nullable(),
        contentType: z.string().nullable(),
        size: z.number().nullable(),
        sha256: z.string().nullable(),
      }),
    ),
    properties: z.record(z.string(), z.string()),
    digest: z.string().describe('SHA-256 of the raw delivery'),
    verification: z.string().describe('How the delivery was verified at receipt'),
  })
  .meta({ id: 'InteractionDetail' });
export type InteractionDetail = z.infer<typeof interactionDetail>;

const oneOrMore = z
  .string()
  .min(1)
  .max(500)
  .transform((text) => text.split(','))
  .meta({ override: { type: 'string' }, description: 'One value, or several separated by commas' });

export const interactionFilters = z.object({
  q: z.string().max(500).optional().describe('Words, "phrases", an e-mail address or a phone number'),
  customer: id.optional().describe('Customer id; follows merges'),
  platform: oneOrMore.optional(),
  channel: oneOrMore.optional(),
  kind: oneOrMore.optional(),
  from: timeFilter.optional().describe('Happened at this time or later'),
  to: timeFilter.optional().describe('Happened before this time'),
});

export const interactionQuery = interactionFilters.extend({ limit: limit(200, 25), cursor });

export const interactionPage = z
  .object({ items: z.array(interactionItem), next, total: z.number().int().nullable() })
  .meta({ id: 'InteractionPage' });
export type InteractionPage = z.infer<typeof interactionPage>;

/** The delivery that an interaction was read from, as it came in; secrets masked. */
export const rawDelivery = z
  .object({
    digest: z.string(),
    recomputedDigest: z.string().describe('Computed now over the stored bytes'),
    intact: z.boolean().describe('Whether the two are equal'),
    platform: z.string(),
    sourceId: z.string(),
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    receivedAt: moment,
    deliveryId: z.string(),
    verification: z.string(),
    body: z.object({
      encoding: z.enum(['text', 'base64']),
      content: z.string(),
      bytes: z.number().int().describe('Size of the whole body'),
      truncated: z.boolean(),
      masked: z.array(z.string()).describe('Places in the body whose secrets are not shown'),
    }),
    position: z.object({ topic: z.string(), partition: z.number(), offset: z.number() }).nullable(),
  })
  .meta({ id: 'RawDelivery' });
export type RawDelivery = z.infer<typeof rawDelivery>;
