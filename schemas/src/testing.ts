import type { Interaction, ResolvedInteraction } from '../generated/types.ts';

/** What a test says of an interaction: its id, and what the test is about. */
export type InteractionPart = Partial<Interaction> & Pick<Interaction, 'interactionId'>;

const NOON = Date.UTC(2026, 10, 20, 12);

/** An interaction for tests: a text message without words that came in at noon UTC, unless the parts say otherwise. */
export const interactionOf = (part: InteractionPart): Interaction => ({
  revision: 0,
  documentId: '',
  reading: 1,
  platform: 'twilio',
  account: 'AC1',
  sourceId: 'src_1',
  family: 'messaging',
  objectId: part.interactionId,
  channel: 'sms',
  kind: 'message',
  event: 'received',
  vendorEvent: '',
  direction: 'inbound',
  state: 'active',
  occurredAt: NOON,
  occurredAtSource: 'vendor',
  receivedAt: NOON,
  conversationId: null,
  subject: null,
  text: null,
  quotedText: null,
  language: null,
  participants: [],
  attachments: [],
  link: null,
  durationSeconds: null,
  amount: null,
  currency: null,
  properties: {},
  consents: [],
  provenance: { digest: '', deliveryId: '', topic: '', partition: -1, offset: -1, verification: '' },
  ...part,
});

/** The interaction as the resolver gives it: one customer's, by one anchor (`type:value`). */
export const resolvedOf = (
  part: InteractionPart,
  { anchor = 'email:a@example.com', customerId = 'customer-a', author = true } = {},
): ResolvedInteraction => ({
  customerId,
  anchors: [{ identifier: anchor, customerId, author, participant: 0 }],
  interaction: interactionOf(part),
});
