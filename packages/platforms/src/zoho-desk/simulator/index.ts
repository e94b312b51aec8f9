import type { HttpRequest } from '../../contract.ts';
import {
  createDesk,
  pageOf,
  type DeskEntry,
  type DeskPerson,
  type DeskTicket,
  type Happening,
} from '../../helpdesk/desk.ts';
import { interactionIdOf, objectOf, parseJson, stringOf } from '../../reading/index.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
  type VendorRequest,
} from '../../simulation/index.ts';
import type { Settings } from '../source/settings.ts';

/** Zoho Desk's API v1 with tokens of an hour under its own scheme, empty lists as 204, and webhooks made by the API. */

const HOUR = 60 * 60;
const ORGANISATION = '2389290';

const personJson = (person: DeskPerson) => ({
  id: String(person.id),
  firstName: person.name.split(' ')[0],
  lastName: person.name.split(' ')[1],
  name: person.name,
  email: person.email,
  type: person.agent ? 'AGENT' : 'END_USER',
});

const ticketJson = (ticket: DeskTicket) => ({
  id: String(ticket.id),
  ticketNumber: String(ticket.id - 1000),
  subject: ticket.subject,
  description: `<div>${ticket.text}</div>`,
  status: ticket.status === 'closed' ? 'Closed' : ticket.status === 'pending' ? 'On Hold' : 'Open',
  channel: 'Email',
  contactId: String(ticket.requester.id),
  assigneeId: ticket.assignee === undefined ? null : String(ticket.assignee.id),
  createdTime: ticket.createdAt.toISOString(),
  modifiedTime: ticket.updatedAt.toISOString(),
});

const wholeTicketJson = (ticket: DeskTicket) => ({
  ...ticketJson(ticket),
  contact: { ...personJson(ticket.requester), type: null },
});

/** Lists and webhooks give the beginning; the thread by itself gives all of it. */
const threadJson = (ticket: DeskTicket, entry: DeskEntry, whole: boolean) => ({
  id: String(entry.id),
  ticketId: String(ticket.id),
  channel: 'EMAIL',
  direction: entry.author.agent ? 'out' : 'in',
  visibility: 'public',
  status: 'SUCCESS',
  summary: entry.text.slice(0, 10),
  ...(whole ? { content: `<div>${entry.text}</div>`, contentType: 'text/html' } : {}),
  author: personJson(entry.author),
  fromEmailAddress: entry.author.email,
  to: entry.author.agent ? ticket.requester.email : 'support@example-shop.com',
  attachmentCount: '0',
  createdTime: entry.createdAt.toISOString(),
});

const commentJson = (ticket: DeskTicket, entry: DeskEntry) => ({
  id: String(entry.id),
  ticketId: String(ticket.id),
  content: entry.text,
  contentType: 'plainText',
  isPublic: false,
  commentedTime: entry.createdAt.toISOString(),
  modifiedTime: entry.updatedAt.toISOString(),
  commenterId: String(entry.author.id),
  commenter: personJson(entry.author),
});

function eventsOf(happening: Happening): ReadonlyArray<readonly [string, unknown]> {
  const { ticket } = happening;
  switch (happening.what) {
    case 'opened':
      return [['Ticket_Add', wholeTicketJson(ticket)]];
    case 'changed':
      return [['Ticket_Update', wholeTicketJson(ticket)]];
    case 'deleted':
      return [['Ticket_Delete', { id: String(ticket.id) }]];
    case 'replied':
    case 'answered':
      return [['Ticket_Thread_Add', threadJson(ticket, happening.entry, false)]];
    case 'noted':
      return [['Ticket_Comment_Add', commentJson(ticket, happening.entry)]];
    case 'edited':
      return [
        ['Ticket_Comment_Update', commentJson(ticket, happening.entry)],
        ['Ticket_Update', wholeTicketJson(ticket)],
      ];
  }
}

const listed = (all: ReadonlyArray<unknown>, request: VendorRequest): VendorAnswer => {
  const query = request.url.searchParams;
  const size = Math.min(Number(query.get('limit') ?? 10), 100);
  const from = Number(query.get('from') ?? 0);
  const data = pageOf(all, from / size + 1, size);
  return data.length === 0 ? { status: 204 } : { status: 200, body: { data } };
};

export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const desk = createDesk(now);
  const settings: Settings = {
    pathSecret: 'simulated-zoho-path-secret',
    orgId: ORGANISATION,
    clientId: '1000.SIMULATED',
    clientSecret: 'simulated-client-secret',
    refreshToken: '1000.simulated-refresh-token',
    apiUrl: baseUrl,
    accountsUrl: baseUrl,
  };
  const webhooks = new Map<string, { id: string; url: string; isEnabled: boolean; subscriptions: unknown }>();

  const ofOrganisation =
    (answer: (request: VendorRequest) => VendorAnswer) =>
    (request: VendorRequest): VendorAnswer =>
      request.headers['orgid'] === ORGANISATION
        ? answer(request)
        : { status: 400, body: { errorCode: 'INVALID_DATA', message: 'orgId' } };
  const notFound: VendorAnswer = { status: 404, body: { errorCode: 'URL_NOT_FOUND' } };

  const ofTicket = (answer: (ticket: DeskTicket, request: VendorRequest) => VendorAnswer) =>
    ofOrganisation((request) => {
      const ticket = desk.tickets.get(Number(request.path[0]));
      return ticket === undefined || ticket.deleted ? notFound : answer(ticket, request);
    });

  function search(request: VendorRequest): VendorAnswer {
    const [from, to] = (request.url.searchParams.get('modifiedTimeRange') ?? '').split(',').map(Date.parse);
    if (from === undefined || to === undefined || request.url.searchParams.get('sortBy') !== 'modifiedTime')
      return { status: 422, body: { errorCode: 'INVALID_DATA' } };
    const tickets = desk
      .changedSince(from)
      .filter((ticket) => !ticket.deleted && ticket.updatedAt.getTime() <= to);
    return listed(tickets.map(ticketJson), request);
  }

  function makeWebhook(request: VendorRequest): VendorAnswer {
    const body = objectOf(parseJson(request.body));
    const url = stringOf(body['url']);
    if (url === undefined || Object.keys(objectOf(body['subscriptions'])).length === 0)
      return { status: 422, body: { errorCode: 'INVALID_DATA' } };
    const id = String(9000 + webhooks.size);
    const webhook = { id, url, isEnabled: true, subscriptions: body['subscriptions'] };
    webhooks.set(id, webhook);
    return { status: 200, body: webhook };
  }

  const vendor = createVendor({
    now,
    oauth: {
      path: '/oauth/v2/token',
      clientId: '1000.SIMULATED',
      clientSecret: 'simulated-client-secret',
      refreshToken: '1000.simulated-refresh-token',
      lifetimeSeconds: HOUR,
      scheme: 'Zoho-oauthtoken',
    },
    errorBody: (status) => ({ errorCode: status === 429 ? 'TOO_MANY_REQUESTS' : 'ERROR' }),
    limit: { most: 500, seconds: 60 },
    routes: [
      { method: 'GET', path: /\/api\/v1\/tickets\/search/, answer: ofOrganisation(search) },
      {
        method: 'GET',
        path: /\/api\/v1\/tickets\/(\d+)/,
        answer: ofTicket((ticket) => ({ status: 200, body: wholeTicketJson(ticket) })),
      },
      {
        method: 'GET',
        path: /\/api\/v1\/tickets\/(\d+)\/conversations/,
        answer: ofTicket((ticket, request) =>
          listed(
            ticket.entries.map((entry) =>
              entry.internal
                ? { type: 'comment', ...commentJson(ticket, entry) }
                : { type: 'thread', ...threadJson(ticket, entry, false) },
            ),
            request,
          ),
        ),
      },
      {
        method: 'GET',
        path: /\/api\/v1\/tickets\/(\d+)\/threads\/(\d+)/,
        answer: ofTicket((ticket, { path }) => {
          const entry = ticket.entries.find(({ id }) => id === Number(path[1]));
          return entry === undefined ? notFound : { status: 200, body: threadJson(ticket, entry, true) };
        }),
      },
      { method: 'POST', path: /\/api\/v1\/webhooks/, answer: ofOrganisation(makeWebhook) },
      {
        method: 'GET',
        path: /\/api\/v1\/webhooks/,
        answer: ofOrganisation((request) => listed([...webhooks.values()], request)),
      },
      {
        method: 'PATCH',
        path: /\/api\/v1\/webhooks\/(\d+)/,
        answer: ofOrganisation(({ path, body }) => {
          const webhook = webhooks.get(path[0] ?? '');
          if (webhook === undefined) return notFound;
          webhook.isEnabled = objectOf(parseJson(body))['isEnabled'] === true;
          return { status: 200, body: webhook };
        }),
      },
      {
        method: 'DELETE',
        path: /\/api\/v1\/webhooks\/(\d+)/,
        answer: ofOrganisation(({ path }) => (webhooks.delete(path[0] ?? '') ? { status: 204 } : notFound)),
      },
    ],
  });

  return {
    vendor,
    settings,
    happen(random) {
      const events = eventsOf(desk.happen(random)).map(([eventType, payload]) => ({
        payload,
        eventTime: String(now().getTime()),
        eventType,
        orgId: ORGANISATION,
      }));
      return [...webhooks.values()]
        .filter((webhook) => webhook.isEnabled)
        .map(({ url }): HttpRequest => ({
          method: 'POST',
          url,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from(JSON.stringify(events)),
        }));
    },
    tick: () => [],
    interactionIds: () =>
      new Set(
        [...desk.tickets.values()].flatMap((ticket) =>
          [
            `ticket/${ticket.id}`,
            ...ticket.entries.map(({ id, internal }) => `${internal ? 'comment' : 'thread'}/${id}`),
          ].map((objectId) => interactionIdOf('zoho-desk', ORGANISATION, objectId)),
        ),
      ),
  };
}
