import type { HttpRequest } from '../../contract.ts';
import {
  createDesk,
  isoSeconds,
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
import { sign } from '../source/verify.ts';
import type { Settings } from '../source/settings.ts';

/** Zendesk's API v2 for tickets, comments and incremental exports, and a webhook that is subscribed to all ticket events. */

const URL_OF_US = 'https://edge.example.com/webhooks/zendesk/src_test';
const ACCOUNT = '22129848';
const EXPORT_SIZE = 100;
/** The id of a ticket's first comment, its description: one that no entry has. */
const firstCommentId = (ticket: DeskTicket) => 1_000_000 + ticket.id;
/** What is written over in Zendesk is blacked out. */
const blackened = (text: string) => text.replaceAll('(corrected)', '\u2587\u2587\u2587');

const userJson = (person: DeskPerson) => ({
  id: person.id,
  name: person.name,
  email: person.email,
  role: person.agent ? 'agent' : 'end-user',
  active: true,
});

const ticketJson = (ticket: DeskTicket) => ({
  id: ticket.id,
  subject: ticket.subject,
  description: ticket.text,
  status: ticket.deleted ? 'deleted' : ticket.status === 'closed' ? 'solved' : ticket.status,
  requester_id: ticket.requester.id,
  assignee_id: ticket.assignee?.id ?? null,
  via: { channel: 'email' },
  tags: [],
  created_at: isoSeconds(ticket.createdAt),
  updated_at: isoSeconds(ticket.updatedAt),
  generated_timestamp: Math.floor(ticket.updatedAt.getTime() / 1000),
});

type Words = Pick<DeskEntry, 'id' | 'author' | 'internal' | 'text' | 'createdAt'>;

const wordsOf = (ticket: DeskTicket): ReadonlyArray<Words> => [
  {
    id: firstCommentId(ticket),
    author: ticket.requester,
    internal: false,
    text: ticket.text,
    createdAt: ticket.createdAt,
  },
  ...ticket.entries,
];

const commentJson = (words: Words) => ({
  id: words.id,
  type: 'Comment',
  author_id: words.author.id,
  public: !words.internal,
  plain_body: blackened(words.text),
  body: blackened(words.text),
  attachments: [],
  via: { channel: 'email' },
  created_at: isoSeconds(words.createdAt),
});

const TYPES: Readonly<Record<Happening['what'], string>> = {
  opened: 'ticket.created',
  replied: 'ticket.comment_added',
  answered: 'ticket.comment_added',
  noted: 'ticket.comment_added',
  edited: 'ticket.comment_redacted',
  changed: 'ticket.status_changed',
  deleted: 'ticket.soft_deleted',
};

function eventOf(happening: Happening): unknown {
  if (!('entry' in happening)) return {};
  const { entry, what } = happening;
  const author = { id: String(entry.author.id), is_staff: entry.author.agent, name: entry.author.name };
  return {
    comment:
      what === 'edited'
        ? { id: String(entry.id), is_public: !entry.internal }
        : { id: String(entry.id), is_public: !entry.internal, body: entry.text, author },
  };
}

export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const desk = createDesk(now);
  const settings: Settings = {
    signingSecret: 'simulated-signing-secret',
    subdomain: 'simulated',
    accountId: ACCOUNT,
    apiUser: 'jo@example-shop.com',
    apiToken: 'simulated-token',
    apiUrl: baseUrl,
  };
  const expected = `Basic ${Buffer.from(`${settings.apiUser}/token:${settings.apiToken}`).toString('base64')}`;
  let events = 0;

  const guarded =
    (answer: (request: VendorRequest) => VendorAnswer) =>
    (request: VendorRequest): VendorAnswer =>
      request.headers['authorization'] === expected
        ? answer(request)
        : { status: 401, body: { error: 'Couldn’t authenticate you' } };
  const notFound: VendorAnswer = { status: 404, body: { error: 'RecordNotFound' } };
  const live = (request: VendorRequest): DeskTicket | undefined => {
    const ticket = desk.tickets.get(Number(request.path[0]));
    return ticket?.deleted === true ? undefined : ticket;
  };

  function comments(request: VendorRequest): VendorAnswer {
    const ticket = live(request);
    if (ticket === undefined) return notFound;
    const query = request.url.searchParams;
    const size = Math.min(Number(query.get('page[size]') ?? 100), 100);
    const start = Number(query.get('page[after]') ?? 0);
    const words = wordsOf(ticket);
    const hasMore = start + size < words.length;
    return {
      status: 200,
      body: {
        comments: words.slice(start, start + size).map(commentJson),
        users: desk.people.map(userJson),
        meta: { has_more: hasMore, after_cursor: hasMore ? String(start + size) : null },
      },
    };
  }

  /** The cursor is the time and id of the last one given. */
  function exportTickets(request: VendorRequest): VendorAnswer {
    const query = request.url.searchParams;
    const time = Number(query.get('start_time') ?? NaN) * 1000;
    if (time > now().getTime() - 60_000)
      return { status: 422, body: { error: 'StartTimeTooRecent', description: 'Too recent start_time.' } };
    const given = Buffer.from(query.get('cursor') ?? '', 'base64').toString();
    const isCursor = Number.isNaN(time) && /^\d+\|\d+$/.test(given);
    const [after = time, last = 0] = isCursor ? given.split('|').map(Number) : [];
    if (Number.isNaN(after)) return { status: 400, body: { error: 'InvalidValue' } };
    // What changed in the last minute is not in the export yet.
    const settled = desk
      .changedSince(after)
      .filter((ticket) => ticket.updatedAt.getTime() > after || ticket.id > last)
      .filter((ticket) => ticket.updatedAt.getTime() <= now().getTime() - 60_000);
    const page = settled.slice(0, EXPORT_SIZE);
    const end = page.at(-1);
    const cursor = end === undefined ? `${after}|${last}` : `${end.updatedAt.getTime()}|${end.id}`;
    return {
      status: 200,
      body: {
        tickets: page.map(ticketJson),
        after_cursor: Buffer.from(cursor).toString('base64'),
        end_of_stream: settled.length <= EXPORT_SIZE,
      },
    };
  }

  const vendor = createVendor({
    now,
    // https://developer.zendesk.com/api-reference/introduction/rate-limits/: by plan and minute, with Retry-After.
    limit: { most: 700, seconds: 60 },
    routes: [
      {
        method: 'GET',
        path: /\/api\/v2\/tickets\/(\d+)/,
        answer: guarded((request) => {
          const ticket = live(request);
          return ticket === undefined
            ? notFound
            : { status: 200, body: { ticket: ticketJson(ticket), users: desk.people.map(userJson) } };
        }),
      },
      { method: 'GET', path: /\/api\/v2\/tickets\/(\d+)\/comments/, answer: guarded(comments) },
      {
        method: 'GET',
        path: /\/api\/v2\/incremental\/tickets\/cursor\.json/,
        answer: guarded(exportTickets),
      },
      {
        method: 'GET',
        path: /\/api\/v2\/incremental\/users\/cursor\.json/,
        answer: guarded(() => ({
          status: 200,
          body: { users: [], after_cursor: 'dXNlcnM=', end_of_stream: true },
        })),
      },
    ],
  });

  function webhook(happening: Happening): HttpRequest {
    const { ticket, what } = happening;
    events += 1;
    const id = `2b24ef10-19d0-4740-93cf-${String(events).padStart(12, '0')}`;
    return {
      method: 'POST',
      url: URL_OF_US,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-zendesk-account-id': ACCOUNT,
        'x-zendesk-webhook-invocation-id': id,
      },
      body: Buffer.from(
        JSON.stringify({
          type: `zen:event-type:${TYPES[what]}`,
          account_id: Number(ACCOUNT),
          id,
          time: now().toISOString(),
          zendesk_event_version: '2022-11-06',
          subject: `zen:ticket:${ticket.id}`,
          detail: {
            ...ticketJson(ticket),
            id: String(ticket.id),
            requester_id: String(ticket.requester.id),
            actor_id: String(('entry' in happening ? happening.entry.author : ticket.requester).id),
          },
          event: eventOf(happening),
        }),
      ),
    };
  }

  return {
    vendor,
    settings,
    happen: (random) => [sign(webhook(desk.happen(random)), settings, now())],
    tick: () => [],
    interactionIds: () =>
      new Set(
        [...desk.tickets.values()].flatMap((ticket) =>
          [`ticket/${ticket.id}`, ...wordsOf(ticket).map(({ id }) => `comment/${id}`)].map((objectId) =>
            interactionIdOf('zendesk', ACCOUNT, objectId),
          ),
        ),
      ),
  };
}
