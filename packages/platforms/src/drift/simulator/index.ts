import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf } from '../../reading/index.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
} from '../../simulation/index.ts';
import { sign } from '../source/verify.ts';

const ORG = 4242;
const EDGE = 'https://edge.example.com/webhooks/drift/src_test';
const PAGE = 3;

interface Conversation {
  readonly id: number;
  readonly contactId: number;
  readonly createdAt: number;
  readonly inboxId: number;
  status: string;
  updatedAt: number;
}

interface Message {
  readonly id: number;
  readonly orgId: number;
  readonly conversationId: number;
  readonly type: string;
  readonly body: string;
  readonly author: { readonly id: number; readonly type: string; readonly bot: boolean };
  readonly createdAt: number;
}

/** An organization with conversations; messages page by page, conversations with the last change first. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const conversations: Conversation[] = [];
  const messages: Message[] = [];
  const happened = new Set<string>();
  const settings = {
    verificationToken: 'drift-verification-token-0123456789',
    accessToken: 'drift-access-token',
    orgId: String(ORG),
    apiUrl: baseUrl,
  };

  const guarded = (given: string | undefined, answer: () => VendorAnswer): VendorAnswer =>
    given === `Bearer ${settings.accessToken}`
      ? answer()
      : { status: 401, body: { error: { type: 'authentication_error' } } };
  const notFound: VendorAnswer = { status: 404, body: { error: { type: 'not_found' } } };

  const vendor = createVendor({
    now,
    limit: { most: 600, seconds: 60 },
    routes: [
      {
        method: 'GET',
        path: /\/conversations\/list/,
        answer: ({ url, headers }) =>
          guarded(headers['authorization'], () => {
            const limit = Math.min(Number(url.searchParams.get('limit') ?? 25), 50);
            const at = Number(url.searchParams.get('next') ?? 0);
            const sorted = [...conversations].sort((a, b) => b.updatedAt - a.updatedAt);
            const more = sorted.length > at + limit;
            return {
              status: 200,
              body: {
                data: sorted.slice(at, at + limit),
                ...(more ? { pagination: { more, next: String(at + limit) } } : {}),
              },
            };
          }),
      },
      {
        method: 'GET',
        path: /\/conversations\/(\d+)\/messages/,
        answer: ({ url, path, headers }) =>
          guarded(headers['authorization'], () => {
            const id = Number(path[0]);
            if (!conversations.some((one) => one.id === id)) return notFound;
            const all = messages.filter((one) => one.conversationId === id);
            const at = Number(url.searchParams.get('next') ?? 0);
            const more = all.length > at + PAGE;
            return {
              status: 200,
              body: {
                data: { messages: all.slice(at, at + PAGE) },
                pagination: { more, ...(more ? { next: String(at + PAGE) } : {}) },
              },
            };
          }),
      },
      {
        method: 'GET',
        path: /\/conversations\/(\d+)/,
        answer: ({ path, headers }) =>
          guarded(headers['authorization'], () => {
            const found = conversations.find((one) => one.id === Number(path[0]));
            return found === undefined ? notFound : { status: 200, body: { data: found } };
          }),
      },
      {
        method: 'GET',
        path: /\/contacts\/(\d+)/,
        answer: ({ path, headers }) =>
          guarded(headers['authorization'], () => {
            const id = Number(path[0]);
            if (!conversations.some((one) => one.contactId === id)) return notFound;
            return {
              status: 200,
              body: { data: { id, attributes: { email: `contact${id}@example.net`, name: 'Ana Silva' } } },
            };
          }),
      },
    ],
  });

  const note = (objectId: string) => void happened.add(interactionIdOf('drift', String(ORG), objectId));

  const tell = (type: string, data: unknown): HttpRequest =>
    sign(
      {
        method: 'POST',
        url: EDGE,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify({ orgId: ORG, type, data })),
      },
      settings,
    );

  function write(conversation: Conversation, byContact: boolean): HttpRequest {
    const message = {
      id: 1000 + messages.length,
      orgId: ORG,
      conversationId: conversation.id,
      type: 'chat',
      body: byContact ? 'Where is my parcel?' : '<p>On its way.</p>',
      author: byContact
        ? { id: conversation.contactId, type: 'contact', bot: false }
        : { id: 205_301, type: 'user', bot: false },
      createdAt: now().getTime(),
    };
    messages.push(message);
    conversation.updatedAt = now().getTime();
    note(`message/${message.id}`);
    return tell('new_message', message);
  }

  function begin(): Conversation {
    const id = 5000 + conversations.length;
    const time = now().getTime();
    const conversation = {
      id,
      contactId: 9000 + (conversations.length % 20),
      createdAt: time,
      updatedAt: time,
      inboxId: 62_491,
      status: 'open',
    };
    conversations.push(conversation);
    note(`conversation/${id}`);
    note(`contact/${conversation.contactId}`);
    return conversation;
  }

  return {
    vendor,
    settings,
    happen(random) {
      const open = conversations.find((one) => one.status === 'open');
      const conversation = open ?? begin();
      const told = open === undefined ? [tell('new_conversation', { ...conversation })] : [];
      for (let count = Math.floor(random() * 4); count >= 0; count -= 1)
        told.push(write(conversation, random() < 0.5));
      if (random() < 0.4) {
        conversation.status = 'closed';
        conversation.updatedAt = now().getTime();
        told.push(tell('conversation_status_updated', { conversationId: conversation.id, status: 'closed' }));
      }
      return told;
    },
    tick: () => [],
    interactionIds: () => happened,
  };
}
