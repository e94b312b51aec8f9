import type { Json } from '../../reading/index.ts';

/** Conversations of the simulated organization, as the API shapes them. */

export const QUEUE = '11111111-2222-4333-8444-555555555555';
const EMAIL = 'ana.silva@example.net';
const AGENT = '6d3e1c1f-5b0a-4b7e-8b1e-0a1b2c3d4e5f';

interface Text {
  readonly id: string;
  readonly timestamp: string;
  readonly direction: 'inbound' | 'outbound';
  readonly textBody: string;
}

export interface Conversation {
  readonly id: string;
  readonly medium: 'call' | 'message' | 'email';
  readonly startTime: string;
  readonly customer: string;
  readonly texts: Text[];
  answeredTime?: string;
  endTime?: string;
  wrapup?: Json;
}

export const idOf = (count: number): string => `2f3d2c8e-6f1a-4c55-9d7e-${String(count).padStart(12, '0')}`;

const stateOf = (conversation: Conversation, connectedTime: string | undefined): Json => ({
  state:
    conversation.endTime !== undefined
      ? 'terminated'
      : connectedTime === undefined
        ? 'alerting'
        : 'connected',
  direction: 'inbound',
  ...(connectedTime === undefined ? {} : { connectedTime }),
  ...(conversation.endTime === undefined
    ? {}
    : { disconnectedTime: conversation.endTime, disconnectType: 'peer' }),
});

function communication(conversation: Conversation, part: string, connectedTime: string | undefined): Json {
  const state = { id: `${conversation.id}-${part}`, ...stateOf(conversation, connectedTime) };
  if (conversation.medium === 'call') return { calls: [state] };
  if (conversation.medium === 'email') return { emails: [{ ...state, subject: 'Parcel' }] };
  const own = conversation.texts.filter((text) => (text.direction === 'inbound') === (part === 'customer'));
  const messages = own.map((text) => ({
    messageId: text.id,
    messageTime: text.timestamp,
    messageStatus: 'sent',
  }));
  return { messages: [{ ...state, type: 'sms', messages }] };
}

/** The participants, as topics of queues and the API both have them. */
export function participantsOf(conversation: Conversation): ReadonlyArray<Json> {
  const { endTime, answeredTime, customer, startTime } = conversation;
  const ended = endTime === undefined ? {} : { endTime };
  return [
    {
      id: `${conversation.id}-p1`,
      purpose: 'customer',
      name: 'Ana Silva',
      address: conversation.medium === 'email' ? EMAIL : `tel:${customer}`,
      connectedTime: startTime,
      ...ended,
      ...communication(conversation, 'customer', startTime),
    },
    {
      id: `${conversation.id}-p2`,
      purpose: 'acd',
      name: 'Service',
      queueId: QUEUE,
      queueName: 'Service',
      ...ended,
    },
    {
      id: `${conversation.id}-p3`,
      purpose: 'agent',
      name: 'Jo Smith',
      userId: AGENT,
      ...(answeredTime === undefined ? {} : { connectedTime: answeredTime }),
      ...ended,
      ...communication(conversation, 'agent', answeredTime),
      ...(conversation.wrapup === undefined ? {} : { wrapup: conversation.wrapup }),
    },
  ];
}

/** GET /api/v2/conversations/{id}. */
export const asApi = (conversation: Conversation): Json => ({
  id: conversation.id,
  startTime: conversation.startTime,
  ...(conversation.endTime === undefined ? {} : { endTime: conversation.endTime }),
  participants: participantsOf(conversation),
  recordingState: 'none',
});

export const asMessage = (conversation: Conversation, text: Text): Json => ({
  ...text,
  fromAddress: text.direction === 'inbound' ? conversation.customer : '+14155550100',
  toAddress: text.direction === 'inbound' ? '+14155550100' : conversation.customer,
  messengerType: 'sms',
  status: 'delivered',
  conversationId: conversation.id,
});

/** GET /api/v2/conversations/emails/{id}/messages/{messageId}. */
export const asEmail = (text: Text): Json => {
  const [ours, theirs] = [{ email: 'service@example-shop.com' }, { email: EMAIL, name: 'Ana Silva' }];
  const [from, to] = text.direction === 'inbound' ? [theirs, ours] : [ours, theirs];
  return { id: text.id, from, to: [to], subject: 'Parcel', textBody: text.textBody, time: text.timestamp };
};
