import type { HttpRequest } from '../../contract.ts';
import { createDesk, isoSeconds, pageOf, type DeskTicket, type Happening } from '../../helpdesk/desk.ts';
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

/** Freshdesk's API v2 as developers.freshdesk.com/api describes it, with a rule for every event that posts to us. */

const URL_OF_US = 'https://edge.example.com/webhooks/freshdesk/src_test';
const STATUS = { open: 2, pending: 3, closed: 5 } as const;
const STATUS_NAME = { open: 'Open', pending: 'Pending', closed: 'Closed' } as const;

const ticketJson = (ticket: DeskTicket) => ({
  id: ticket.id,
  subject: ticket.subject,
  status: STATUS[ticket.status],
  priority: 2,
  source: 1,
  spam: false,
  ...(ticket.deleted ? { deleted: true } : {}),
  requester_id: ticket.requester.id,
  responder_id: ticket.assignee?.id ?? null,
  created_at: isoSeconds(ticket.createdAt),
  updated_at: isoSeconds(ticket.updatedAt),
  tags: [],
});

const wholeTicketJson = (ticket: DeskTicket) => ({
  ...ticketJson(ticket),
  description: `<div>${ticket.text}</div>`,
  description_text: ticket.text,
  attachments: [],
  requester: {
    id: ticket.requester.id,
    name: ticket.requester.name,
    email: ticket.requester.email,
    phone: null,
    mobile: null,
  },
});

const conversationsJson = (ticket: DeskTicket) =>
  ticket.entries.map((entry) => ({
    id: entry.id,
    ticket_id: ticket.id,
    user_id: entry.author.id,
    incoming: !entry.author.agent,
    private: entry.internal,
    source: entry.internal ? 2 : 0,
    body: `<div>${entry.text}</div>`,
    body_text: entry.text,
    from_email: entry.author.email,
    to_emails: entry.author.agent ? [ticket.requester.email] : ['support@example-shop.com'],
    created_at: isoSeconds(entry.createdAt),
    updated_at: isoSeconds(entry.updatedAt),
    attachments: [],
  }));

const TRIGGERED: Readonly<Record<Happening['what'], string>> = {
  opened: '{ticket_action:created}',
  changed: '{status:{from:2,to:3}}',
  deleted: '{ticket_action:deleted}',
  replied: '{ticket_action:customer_replied}',
  answered: '{reply_sent:sent}',
  noted: '{note_type:private}',
  edited: '{note_type:private}',
};

/** The template is filled as it is, with a comma behind the last field: what arrives is not always JSON. */
function webhookOf(happening: Happening): string {
  const { ticket } = happening;
  const fields = {
    ticket_id: String(ticket.id),
    ticket_url: `http://simulated.freshdesk.com/helpdesk/tickets/${ticket.id}`,
    ticket_subject: ticket.subject,
    ticket_description: `<div class="text">${ticket.text}</div>`,
    ticket_status: STATUS_NAME[ticket.status],
    requester_name: ticket.requester.name,
    requester_email: ticket.requester.email,
    triggered_event: TRIGGERED[happening.what],
  };
  const lines = Object.entries(fields).map(([name, value]) => `  "${name}":"${value}",`);
  return `{"freshdesk_webhook":\n {\n${lines.join('\n')}\n }\n}`;
}

export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const desk = createDesk(now);
  const settings: Settings = {
    secret: 'simulated-freshdesk-secret',
    domain: 'simulated.freshdesk.com',
    apiKey: 'simulated-key',
    apiUrl: baseUrl,
  };
  const expected = `Basic ${Buffer.from(`${settings.apiKey}:X`).toString('base64')}`;

  const guarded =
    (answer: (request: VendorRequest) => VendorAnswer) =>
    (request: VendorRequest): VendorAnswer =>
      request.headers['authorization'] === expected
        ? answer(request)
        : { status: 401, body: { code: 'invalid_credentials', message: 'You have to be logged in.' } };

  const sizeOf = ({ url }: VendorRequest) => Math.min(Number(url.searchParams.get('per_page') ?? 30), 100);
  const numberOf = ({ url }: VendorRequest) => Number(url.searchParams.get('page') ?? 1);

  function list(request: VendorRequest): VendorAnswer {
    const query = request.url.searchParams;
    const since = Date.parse(query.get('updated_since') ?? '');
    if (Number.isNaN(since) || query.get('order_by') !== 'updated_at' || query.get('order_type') !== 'asc')
      return { status: 400, body: { description: 'Validation failed', errors: [] } };
    const filter = query.get('filter');
    const tickets = desk
      .changedSince(since)
      .filter((ticket) => (filter === 'spam' ? false : ticket.deleted === (filter === 'deleted')));
    return { status: 200, body: pageOf(tickets, numberOf(request), sizeOf(request)).map(ticketJson) };
  }

  const vendor = createVendor({
    now,
    // https://developers.freshdesk.com/api/#ratelimit: by plan and minute, with Retry-After.
    limit: { most: 400, seconds: 60 },
    routes: [
      { method: 'GET', path: /\/api\/v2\/tickets/, answer: guarded(list) },
      {
        method: 'GET',
        path: /\/api\/v2\/tickets\/(\d+)/,
        answer: guarded(({ path }) => {
          const ticket = desk.tickets.get(Number(path[0]));
          return ticket === undefined ? { status: 404 } : { status: 200, body: wholeTicketJson(ticket) };
        }),
      },
      {
        method: 'GET',
        path: /\/api\/v2\/tickets\/(\d+)\/conversations/,
        answer: guarded((request) => {
          const ticket = desk.tickets.get(Number(request.path[0]));
          if (ticket === undefined) return { status: 404 };
          return {
            status: 200,
            body: pageOf(conversationsJson(ticket), numberOf(request), sizeOf(request)),
          };
        }),
      },
    ],
  });

  return {
    vendor,
    settings,
    happen(random) {
      const request: HttpRequest = {
        method: 'POST',
        url: URL_OF_US,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(webhookOf(desk.happen(random))),
      };
      return [sign(request, settings)];
    },
    tick: () => [],
    interactionIds: () =>
      new Set(
        [...desk.tickets.values()].flatMap((ticket) =>
          [`ticket/${ticket.id}`, ...ticket.entries.map(({ id }) => `conversation/${id}`)].map((objectId) =>
            interactionIdOf('freshdesk', 'simulated.freshdesk.com', objectId),
          ),
        ),
      ),
  };
}
