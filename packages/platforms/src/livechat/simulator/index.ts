import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf, objectOf, stringOf, type Json } from '../../reading/index.ts';
import { jsonObjectOf } from '../../schemes/index.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
} from '../../simulation/index.ts';
import { chatIds } from '../source/chat.ts';
import { sign } from '../source/verify.ts';

const ORGANIZATION = '390e44e6-f1e6-0368-86dd-74a14508c2e0';
const EDGE = 'https://edge.example.com/webhooks/livechat/src_test';
const AGENT = 'jo.smith@example-shop.com';
const PAGE_LASTS_MS = 30 * 24 * 60 * 60 * 1000;

interface Thread {
  readonly id: string;
  readonly created_at: string;
  active: boolean;
  readonly events: Json[];
  properties: Json;
}

interface Chat {
  readonly id: string;
  readonly users: ReadonlyArray<Json>;
  readonly thread: Thread;
}

/** A licence with chats of one thread each; webhooks as they happen, transcripts by `get_chat` and `list_archives`. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const chats: Chat[] = [];
  const pages = new Map<string, { readonly chats: ReadonlyArray<Chat>; readonly lapses: number }>();
  const happened = new Set<string>();
  const settings = {
    secretKey: 'livechat-secret-key-0123456789',
    accountId: 'livechat-account',
    personalAccessToken: 'dal:livechat-token',
    organizationId: ORGANIZATION,
    apiUrl: baseUrl,
  };
  const authorization = `Basic ${Buffer.from(`${settings.accountId}:${settings.personalAccessToken}`).toString('base64')}`;

  const guarded = (given: string | undefined, answer: () => VendorAnswer): VendorAnswer =>
    given === authorization
      ? answer()
      : { status: 401, body: { error: { type: 'authentication', message: 'Invalid access token' } } };

  const notFound: VendorAnswer = { status: 404, body: { error: { type: 'not_found' } } };

  function archive(request: Json): VendorAnswer {
    const pageId = stringOf(request['page_id']);
    const kept = pageId === undefined ? undefined : pages.get(pageId);
    if (pageId !== undefined && (kept === undefined || kept.lapses <= now().getTime()))
      return { status: 400, body: { error: { type: 'validation', message: 'page_id is invalid' } } };
    if (pageId !== undefined && (request['filters'] !== undefined || request['limit'] !== undefined))
      return { status: 400, body: { error: { type: 'validation', message: 'page_id with filters' } } };
    const filters = objectOf(request['filters']);
    const [from, to] = [
      Date.parse(stringOf(filters['from']) ?? ''),
      Date.parse(stringOf(filters['to']) ?? ''),
    ];
    const found =
      kept?.chats ??
      chats.filter(({ thread }) => {
        const began = Date.parse(thread.created_at);
        return began >= from && began <= to;
      });
    const limit = 25;
    const rest = found.slice(limit);
    const next =
      rest.length === 0 ? undefined : Buffer.from(`${now().getTime()}/${rest[0]?.id}`).toString('base64');
    if (next !== undefined) pages.set(next, { chats: rest, lapses: now().getTime() + PAGE_LASTS_MS });
    return {
      status: 200,
      body: {
        chats: found.slice(0, limit),
        found_chats: found.length,
        ...(next === undefined ? {} : { next_page_id: next }),
      },
    };
  }

  const vendor = createVendor({
    now,
    errorBody: (status) => ({ error: { type: status === 429 ? 'too_many_requests' : 'internal' } }),
    routes: [
      {
        method: 'POST',
        path: /\/v3\.5\/agent\/action\/get_chat/,
        answer: ({ headers, body }) =>
          guarded(headers['authorization'], () => {
            const { chat_id: chatId, thread_id: threadId } = jsonObjectOf(body);
            const chat = chats.find((one) => one.id === chatId);
            if (chat === undefined || (threadId !== undefined && threadId !== chat.thread.id))
              return notFound;
            return { status: 200, body: chat };
          }),
      },
      {
        method: 'POST',
        path: /\/v3\.5\/agent\/action\/list_archives/,
        answer: ({ headers, body }) => guarded(headers['authorization'], () => archive(jsonObjectOf(body))),
      },
    ],
  });

  function tell(action: string, payload: Json): HttpRequest {
    const body = {
      webhook_id: 'a1b2c3',
      action,
      organization_id: ORGANIZATION,
      payload,
      additional_data: {},
    };
    return sign(
      {
        method: 'POST',
        url: EDGE,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(body)),
      },
      settings,
    );
  }

  const note = (chat: Chat) => {
    for (const id of chatIds({ ...chat, thread: { ...chat.thread } }))
      happened.add(interactionIdOf('livechat', ORGANIZATION, id));
  };

  function begin(): Chat {
    const count = chats.length + 1;
    const customer = `b7eff798-f8df-4364-8059-${String(count).padStart(12, '0')}`;
    const chat: Chat = {
      id: `CHAT${count}`,
      users: [
        { id: customer, type: 'customer', name: 'Ana Silva', email: `customer${count}@example.net` },
        { id: AGENT, type: 'agent', name: 'Jo Smith', email: AGENT },
      ],
      thread: {
        id: `THREAD${count}`,
        created_at: now().toISOString(),
        active: true,
        events: [],
        properties: {},
      },
    };
    chats.push(chat);
    return chat;
  }

  function write(chat: Chat, byCustomer: boolean): HttpRequest {
    const event = {
      id: `${chat.thread.id}_${chat.thread.events.length + 1}`,
      type: 'message',
      text: byCustomer ? 'Where is my parcel?' : 'On its way to you.',
      author_id: byCustomer ? chat.users[0]?.['id'] : AGENT,
      created_at: now().toISOString(),
      visibility: 'all',
    };
    chat.thread.events.push(event);
    return tell('incoming_event', { chat_id: chat.id, thread_id: chat.thread.id, event });
  }

  return {
    vendor,
    settings,
    happen(random) {
      const open = chats.find((chat) => chat.thread.active);
      const chat = open ?? begin();
      const told: HttpRequest[] = [];
      if (open === undefined) told.push(tell('incoming_chat', { chat: structuredClone(chat) }));
      for (let count = Math.floor(random() * 4); count >= 0; count -= 1)
        told.push(write(chat, random() < 0.5));
      if (random() < 0.4) {
        const where = { chat_id: chat.id, thread_id: chat.thread.id };
        if (random() < 0.3) {
          chat.thread.properties = { rating: { score: 1, comment: 'Thank you' } };
          told.push(tell('thread_properties_updated', { ...where, properties: chat.thread.properties }));
        }
        chat.thread.active = false;
        told.push(tell('chat_deactivated', { ...where, user_id: AGENT }));
      }
      note(chat);
      return told;
    },
    tick: () => [],
    interactionIds: () => happened,
  };
}
