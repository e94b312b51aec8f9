import type { IdentifierAssignment, Interaction, ResolvedInteraction } from '@throughline/schemas';

/** An interaction as the resolver gives it, for tests: a view by one customer, unless the parts say otherwise. */
export function resolvedInteraction(
  part: Partial<Interaction> & { readonly interactionId: string },
  { anchor = 'email:a@example.com', customerId = 'customer-a', author = true } = {},
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
    kind: 'event',
    event: 'viewed',
    vendorEvent: 'viewed',
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
  return { customerId, anchors: [{ identifier: anchor, customerId, author, participant: 0 }], interaction };
}

export const identifierAssignment = (
  identifier: string,
  customerId: string,
  version: number,
  interval: { readonly validFrom?: number; readonly validTo?: number } = {},
): IdentifierAssignment => ({
  identifier,
  customerId,
  version,
  verified: true,
  validFrom: interval.validFrom ?? null,
  validTo: interval.validTo ?? null,
});
