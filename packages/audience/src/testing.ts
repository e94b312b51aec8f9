import type { ConsentStatement, Interaction, ResolvedInteraction } from '@throughline/schemas';

/** What a consent of a test is, unless its parts say otherwise: a trusted grant of marketing. */
export const statement = (part: Partial<ConsentStatement> = {}): ConsentStatement => ({
  identifierType: 'email',
  identifierValue: 'a@example.com',
  purpose: 'marketing',
  state: 'granted',
  trusted: true,
  ...part,
});

/** An interaction as the resolver gives it, for tests: a message by the author of the anchor. */
export function resolvedInteraction(
  part: Partial<Interaction> & { readonly interactionId: string },
  { anchor = 'email:a@example.com', customerId = 'customer-a' } = {},
): ResolvedInteraction {
  const interaction: Interaction = {
    revision: 0,
    documentId: '',
    reading: 1,
    platform: 'first-party',
    account: 'main',
    sourceId: 'src_1',
    family: 'web',
    objectId: part.interactionId,
    channel: 'web',
    kind: 'consent',
    event: 'consented',
    vendorEvent: 'consent',
    direction: 'inbound',
    state: 'active',
    occurredAt: Date.UTC(2026, 10, 20, 12),
    occurredAtSource: 'vendor',
    receivedAt: Date.UTC(2026, 10, 20, 12),
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
  };
  return {
    customerId,
    anchors: [{ identifier: anchor, customerId, author: true, participant: 0 }],
    interaction,
  };
}
