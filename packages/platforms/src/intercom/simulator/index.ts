import type { HttpRequest } from '../../contract.ts';
import {
  createDesk,
  type DeskEntry,
  type DeskPerson,
  type DeskTicket,
  type Happening,
} from '../../helpdesk/desk.ts';
import { interactionIdOf, objectOf, parseJson } from '../../reading/index.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
  type VendorRequest,
} from '../../simulation/index.ts';
import { sign } from '../source/verify.ts';
import type { Settings } from '../source/settings.ts';

/** Intercom's REST API 2.14 for conversations and contacts, and the notifications of an app. */

const URL_OF_US = 'https://edge.example.com/webhooks/intercom/src_test';
const WORKSPACE = 'simulated';
const seconds = (date: Date) => Math.floor(date.getTime() / 1000);

const authorJson = (person: DeskPerson, withAddress: boolean) => ({
  type: person.agent ? 'admin' : 'user',
  id: String(person.id),
  name: person.name,
  ...(withAddress ? { email: person.email } : {}),
});

const partJson = (entry: DeskEntry) => ({
  type: 'conversation_part',
  id: String(entry.id),
  part_type: entry.internal ? 'note' : 'comment',
  body: `<p>${entry.text}</p>`,
  created_at: seconds(entry.createdAt),
  updated_at: seconds(entry.updatedAt),
  author: authorJson(entry.author, entry.author.agent),
  attachments: [],
  redacted: false,
});

const conversationJson = (ticket: DeskTicket, parts?: ReadonlyArray<DeskEntry>) => ({
  type: 'conversation',
  id: String(ticket.id),
  created_at: seconds(ticket.createdAt),
  updated_at: seconds(ticket.updatedAt),
  state: ticket.status === 'closed' ? 'closed' : 'open',
  admin_assignee_id: ticket.assignee?.id ?? null,
  source: {
    type: 'conversation',
    id: `source-${ticket.id}`,
    delivered_as: 'customer_initiated',
    subject: ticket.subject,
    body: `<p>${ticket.text}</p>`,
    author: authorJson(ticket.requester, false),
    attachments: [],
  },
  contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: String(ticket.requester.id) }] },
  // A search gives conversations without their parts.
  ...(parts === undefined
    ? {}
    : {
        conversation_parts: {
          type: 'conversation_part.list',
          conversation_parts: parts.map(partJson),
          total_count: parts.length,
        },
      }),
});

const TOPICS: Readonly<Record<Happening['what'], string>> = {
  opened: 'conversation.user.created',
  replied: 'conversation.user.replied',
  answered: 'conversation.admin.replied',
  noted: 'conversation.admin.noted',
  edited: 'conversation.admin.noted',
  changed: 'conversation.admin.assigned',
  deleted: 'conversation.deleted',
};

export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const desk = createDesk(now);
  const settings: Settings = {
    clientSecret: 'simulated-client-secret',
    workspaceId: WORKSPACE,
    accessToken: 'simulated-token',
    apiUrl: baseUrl,
  };
  let notifications = 0;

  const guarded =
    (answer: (request: VendorRequest) => VendorAnswer) =>
    (request: VendorRequest): VendorAnswer =>
      request.headers['authorization'] === `Bearer ${settings.accessToken}` &&
      request.headers['intercom-version'] !== undefined
        ? answer(request)
        : { status: 401, body: { type: 'error.list', errors: [{ code: 'unauthorized' }] } };

  /** Newest first, as the search sorts by itself; the token names the last one given. */
  function search(request: VendorRequest): VendorAnswer {
    const body = objectOf(parseJson(request.body));
    const query = objectOf(body['query']);
    const pagination = objectOf(body['pagination']);
    const size = Math.min(Number(pagination['per_page'] ?? 20), 150);
    if (query['field'] !== 'updated_at' || query['operator'] !== '>' || typeof query['value'] !== 'number')
      return { status: 400, body: { type: 'error.list', errors: [{ code: 'parameter_invalid' }] } };
    const all = desk
      .changedSince((query['value'] + 1) * 1000)
      .filter((ticket) => !ticket.deleted)
      .toReversed();
    const after = typeof pagination['starting_after'] === 'string' ? pagination['starting_after'] : '';
    const start = all.findIndex((ticket) => String(ticket.id) === after) + 1;
    const page = all.slice(start, start + size);
    const last = page.at(-1);
    const isMore = last !== undefined && start + size < all.length;
    return {
      status: 200,
      body: {
        type: 'conversation.list',
        conversations: page.map((ticket) => conversationJson(ticket)),
        total_count: all.length,
        pages: {
          type: 'pages',
          per_page: size,
          ...(isMore ? { next: { per_page: size, starting_after: String(last.id) } } : {}),
        },
      },
    };
  }

  function contact(id: number): VendorAnswer {
    const person = desk.people.find((one) => one.id === id && !one.agent);
    if (person === undefined)
      return { status: 404, body: { type: 'error.list', errors: [{ code: 'not_found' }] } };
    return {
      status: 200,
      body: {
        type: 'contact',
        id: String(person.id),
        workspace_id: WORKSPACE,
        role: 'user',
        name: person.name,
        email: person.email,
        unsubscribed_from_emails: false,
        created_at: 1_700_000_000,
        updated_at: 1_700_000_000,
      },
    };
  }

  const vendor = createVendor({
    now,
    // https://developers.intercom.com/docs/references/rest-api/errors/rate-limiting: by tenths of a minute.
    limit: { most: 1000, seconds: 10 },
    routes: [
      { method: 'POST', path: /\/conversations\/search/, answer: guarded(search) },
      {
        method: 'POST',
        path: /\/tickets\/search/,
        answer: guarded(() => ({ status: 200, body: { type: 'ticket.list', tickets: [], pages: {} } })),
      },
      {
        method: 'GET',
        path: /\/conversations\/(\d+)/,
        answer: guarded(({ path }) => {
          const ticket = desk.tickets.get(Number(path[0]));
          return ticket === undefined || ticket.deleted
            ? { status: 404, body: { type: 'error.list', errors: [{ code: 'not_found' }] } }
            : { status: 200, body: conversationJson(ticket, ticket.entries) };
        }),
      },
      { method: 'GET', path: /\/contacts\/(\d+)/, answer: guarded(({ path }) => contact(Number(path[0]))) },
    ],
  });

  function notification(happening: Happening): HttpRequest {
    const { ticket, what } = happening;
    notifications += 1;
    const at = seconds(now());
    const item =
      what === 'deleted'
        ? { type: 'conversation', conversation_id: String(ticket.id) }
        : conversationJson(ticket, 'entry' in happening ? [happening.entry] : []);
    return {
      method: 'POST',
      url: URL_OF_US,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(
        JSON.stringify({
          type: 'notification_event',
          app_id: WORKSPACE,
          data: { type: 'notification_event_data', item },
          id: `notif_${notifications}`,
          topic: TOPICS[what],
          delivery_attempts: 1,
          first_sent_at: at,
          created_at: at,
        }),
      ),
    };
  }

  return {
    vendor,
    settings,
    happen: (random) => [sign(notification(desk.happen(random)), settings)],
    tick: () => [],
    interactionIds() {
      const writers = new Set([...desk.tickets.values()].map((ticket) => ticket.requester.id));
      const objectIds = [
        ...[...writers].map((id) => `contact/${id}`),
        ...[...desk.tickets.values()].flatMap((ticket) => [
          `conversation/${ticket.id}`,
          ...ticket.entries.map(({ id }) => `part/${id}`),
        ]),
      ];
      return new Set(objectIds.map((objectId) => interactionIdOf('intercom', WORKSPACE, objectId)));
    },
  };
}
