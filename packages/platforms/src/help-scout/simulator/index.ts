import type { HttpRequest } from '../../contract.ts';
import {
  createDesk,
  isoSeconds,
  pageOf,
  type DeskEntry,
  type DeskPerson,
  type DeskTicket,
  type Happening,
} from '../../helpdesk/desk.ts';
import { interactionIdOf } from '../../reading/index.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
  type VendorRequest,
} from '../../simulation/index.ts';
import { ACCOUNT } from '../source/reading.ts';
import { sign } from '../source/verify.ts';
import type { Settings } from '../source/settings.ts';

/** Help Scout's Mailbox API 2.0 for conversations, with tokens of two days, and its webhooks. */

const URL_OF_US = 'https://edge.example.com/webhooks/help-scout/src_test';
const TWO_DAYS = 2 * 24 * 60 * 60;
const PAGE_SIZE = 25;
/** Webhooks embed the newest threads only. */
const EMBEDDED = 3;
/** The id of a conversation's first thread: one that no entry has. */
const firstThreadId = (ticket: DeskTicket) => 1_000_000 + ticket.id;

const personJson = (person: DeskPerson) => ({
  id: person.id,
  type: person.agent ? 'user' : 'customer',
  first: person.name.split(' ')[0],
  last: person.name.split(' ')[1],
  email: person.email,
});

const threadJson = (
  ticket: DeskTicket,
  entry: Pick<DeskEntry, 'id' | 'author' | 'internal' | 'text' | 'createdAt'>,
) => ({
  id: entry.id,
  type: entry.internal ? 'note' : entry.author.agent ? 'message' : 'customer',
  status: 'active',
  state: 'published',
  body: entry.text,
  source: { type: 'email', via: entry.author.agent ? 'user' : 'customer' },
  customer: personJson(ticket.requester),
  createdBy: personJson(entry.author),
  createdAt: isoSeconds(entry.createdAt),
  _embedded: { attachments: [] },
});

/** Newest first, the customer's first message last. */
const threadsJson = (ticket: DeskTicket) =>
  [
    {
      id: firstThreadId(ticket),
      author: ticket.requester,
      internal: false,
      text: ticket.text,
      createdAt: ticket.createdAt,
    },
    ...ticket.entries,
  ]
    .map((entry) => threadJson(ticket, entry))
    .toReversed();

const conversationJson = (ticket: DeskTicket, embedded: number) => ({
  id: ticket.id,
  number: ticket.id - 1000,
  threads: ticket.entries.length + 1,
  type: 'email',
  status: ticket.status === 'closed' ? 'closed' : ticket.status === 'pending' ? 'pending' : 'active',
  state: 'published',
  subject: ticket.subject,
  mailboxId: 85,
  ...(ticket.assignee === undefined ? {} : { assignee: personJson(ticket.assignee) }),
  createdBy: personJson(ticket.requester),
  createdAt: isoSeconds(ticket.createdAt),
  userUpdatedAt: isoSeconds(ticket.updatedAt),
  source: { type: 'email', via: 'customer' },
  tags: [],
  primaryCustomer: personJson(ticket.requester),
  _embedded: { threads: threadsJson(ticket).slice(0, embedded) },
});

const EVENTS: Readonly<Record<Happening['what'], string>> = {
  opened: 'convo.created',
  replied: 'convo.customer.reply.created',
  answered: 'convo.agent.reply.created',
  noted: 'convo.note.created',
  edited: 'convo.status',
  changed: 'convo.assigned',
  deleted: 'convo.deleted',
};

const halPage = (name: string, all: ReadonlyArray<unknown>, number: number): VendorAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/hal+json' },
  body: {
    ...(all.length === 0 ? {} : { _embedded: { [name]: pageOf(all, number, PAGE_SIZE) } }),
    page: {
      size: PAGE_SIZE,
      totalElements: all.length,
      totalPages: Math.ceil(all.length / PAGE_SIZE),
      number,
    },
  },
});

export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const desk = createDesk(now);
  const settings: Settings = {
    secretKey: 'simulated-secret-key',
    appId: 'simulated-app',
    appSecret: 'simulated-app-secret',
    apiUrl: baseUrl,
  };

  const live = (request: VendorRequest): DeskTicket | undefined => {
    const ticket = desk.tickets.get(Number(request.path[0]));
    return ticket?.deleted === true ? undefined : ticket;
  };
  const numberOf = ({ url }: VendorRequest) => Number(url.searchParams.get('page') ?? 1);

  function list(request: VendorRequest): VendorAnswer {
    const query = request.url.searchParams;
    const since = Date.parse(query.get('modifiedSince') ?? '');
    if (Number.isNaN(since) || query.get('status') !== 'all' || query.get('sortField') !== 'modifiedAt')
      return { status: 400, body: { message: 'Bad request' } };
    const tickets = desk.changedSince(since).filter((ticket) => !ticket.deleted);
    const sorted = query.get('sortOrder') === 'desc' ? tickets.toReversed() : tickets;
    const embedded = query.get('embed') === 'threads' ? Infinity : 0;
    return halPage(
      'conversations',
      sorted.map((ticket) => conversationJson(ticket, embedded)),
      numberOf(request),
    );
  }

  const vendor = createVendor({
    now,
    oauth: {
      path: '/v2/oauth2/token',
      clientId: 'simulated-app',
      clientSecret: 'simulated-app-secret',
      lifetimeSeconds: TWO_DAYS,
    },
    // https://developer.helpscout.com/mailbox-api/overview/rate-limiting/: by plan and minute.
    limit: { most: 400, seconds: 60 },
    routes: [
      { method: 'GET', path: /\/v2\/conversations/, answer: list },
      {
        method: 'GET',
        path: /\/v2\/conversations\/(\d+)/,
        answer(request) {
          const ticket = live(request);
          return ticket === undefined ? { status: 404 } : { status: 200, body: conversationJson(ticket, 0) };
        },
      },
      {
        method: 'GET',
        path: /\/v2\/conversations\/(\d+)\/threads/,
        answer(request) {
          const ticket = live(request);
          return ticket === undefined
            ? { status: 404 }
            : halPage('threads', threadsJson(ticket), numberOf(request));
        },
      },
    ],
  });

  return {
    vendor,
    settings,
    happen(random) {
      const { what, ticket } = desk.happen(random);
      const body = what === 'deleted' ? { id: ticket.id } : conversationJson(ticket, EMBEDDED);
      const request: HttpRequest = {
        method: 'POST',
        url: URL_OF_US,
        headers: { 'content-type': 'application/json', 'x-helpscout-event': EVENTS[what] },
        body: Buffer.from(JSON.stringify(body)),
      };
      return [sign(request, settings)];
    },
    tick: () => [],
    interactionIds: () =>
      new Set(
        [...desk.tickets.values()].flatMap((ticket) =>
          [
            `conversation/${ticket.id}`,
            `thread/${firstThreadId(ticket)}`,
            ...ticket.entries.map(({ id }) => `thread/${id}`),
          ].map((objectId) => interactionIdOf('help-scout', ACCOUNT, objectId)),
        ),
      ),
  };
}
