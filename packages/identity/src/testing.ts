import type { Interaction, Participant } from '@throughline/schemas';

/** For tests: `email:a@x.io` is proved, `email:a@x.io?` only claimed. */
export const person = (identifiers: ReadonlyArray<string>, more: Partial<Participant> = {}): Participant => ({
  role: 'customer',
  author: true,
  name: null,
  identifiers: identifiers.map((text) => {
    const claimed = text.endsWith('?');
    const whole = claimed ? text.slice(0, -1) : text;
    const separator = whole.indexOf(':');
    return { type: whole.slice(0, separator), value: whole.slice(separator + 1), verified: !claimed };
  }),
  traits: {},
  ...more,
});

/** For tests: an interaction of these participants. */
export const interaction = (
  id: string,
  participants: ReadonlyArray<Participant>,
  more: Partial<Interaction> = {},
): Interaction => ({
  interactionId: id,
  revision: 0,
  documentId: id,
  reading: 1,
  platform: 'test',
  account: 'account',
  sourceId: 'src_1',
  family: 'messaging',
  objectId: id,
  channel: 'sms',
  kind: 'message',
  event: 'received',
  vendorEvent: 'message',
  direction: 'inbound',
  state: 'active',
  occurredAt: 1_700_000_000_000,
  occurredAtSource: 'vendor',
  receivedAt: 1_700_000_000_000,
  conversationId: null,
  subject: null,
  text: null,
  quotedText: null,
  language: null,
  participants,
  attachments: [],
  link: null,
  durationSeconds: null,
  amount: null,
  currency: null,
  properties: {},
  consents: [],
  provenance: {
    digest: `digest-${id}`,
    deliveryId: id,
    topic: '',
    partition: 0,
    offset: 0,
    verification: 'test',
  },
  ...more,
});
