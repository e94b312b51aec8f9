import type { HttpRequest } from '../../contract.ts';
import {
  createDesk,
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
import { sign } from '../source/verify.ts';
import type { Settings } from '../source/settings.ts';

/** LiveAgent's API v3 for tickets and their message groups, and a rule for every event that posts to us. */

const URL_OF_US = 'https://edge.example.com/webhooks/liveagent/src_test';
const ACCOUNT = 'simulated.ladesk.com';
/** The group of a ticket's first e-mail: one that no entry has. */
const firstGroupId = (ticket: DeskTicket) => `g${1_000_000 + ticket.id}`;

const dateTime = (date: Date) => date.toISOString().slice(0, 19).replace('T', ' ');
const statusOf = (ticket: DeskTicket) =>
  ticket.deleted ? 'X' : ticket.status === 'closed' ? 'R' : ticket.status === 'pending' ? 'A' : 'N';

const ticketJson = (ticket: DeskTicket) => ({
  id: `t${ticket.id}`,
  owner_contactid: `c${ticket.requester.id}`,
  owner_email: ticket.requester.email,
  owner_name: ticket.requester.name,
  agentid: ticket.assignee === undefined ? '' : `a${ticket.assignee.id}`,
  status: statusOf(ticket),
  code: `SIM-${ticket.id}`,
  channel_type: 'E',
  date_created: dateTime(ticket.createdAt),
  date_changed: dateTime(ticket.updatedAt),
  date_deleted: ticket.deleted ? dateTime(ticket.updatedAt) : null,
  subject: ticket.subject,
  tags: [],
});

interface Words {
  readonly groupId: string;
  readonly type: string;
  readonly author: DeskPerson;
  readonly text: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const wordsOf = (entry: DeskEntry): Words => ({
  groupId: `g${entry.id}`,
  type: entry.internal ? 'I' : entry.author.agent ? '4' : '3',
  author: entry.author,
  text: entry.text,
  createdAt: entry.createdAt,
  updatedAt: entry.updatedAt,
});

const groupJson = ({ groupId, type, author, text, createdAt, updatedAt }: Words) => ({
  id: groupId,
  userid: `${author.agent ? 'a' : 'u'}${author.id}`,
  user_full_name: author.name,
  type,
  status: 'V',
  datecreated: dateTime(createdAt),
  datefinished: dateTime(updatedAt),
  messages: [
    {
      id: `m-${groupId}`,
      userid: `${author.agent ? 'a' : 'u'}${author.id}`,
      type: type === 'I' ? 'N' : 'M',
      datecreated: dateTime(createdAt),
      format: 'T',
      message: text,
    },
  ],
});

const groupsJson = (ticket: DeskTicket) => [
  groupJson({
    groupId: firstGroupId(ticket),
    type: '3',
    author: ticket.requester,
    text: ticket.text,
    createdAt: ticket.createdAt,
    updatedAt: ticket.createdAt,
  }),
  ...ticket.entries.map((entry) => groupJson(wordsOf(entry))),
];

const EVENTS: Readonly<Record<Happening['what'], string>> = {
  opened: 'ticket created',
  replied: 'message group added',
  answered: 'agent answered',
  noted: 'internal note',
  edited: 'internal note',
  changed: 'status changed',
  deleted: 'status changed',
};

export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const desk = createDesk(now);
  const settings: Settings = {
    secret: 'simulated-liveagent-secret',
    accountUrl: `https://${ACCOUNT}`,
    apiKey: 'simulated-key',
    apiUrl: baseUrl,
  };

  const guarded =
    (answer: (request: VendorRequest) => VendorAnswer) =>
    (request: VendorRequest): VendorAnswer =>
      request.headers['apikey'] === settings.apiKey
        ? answer(request)
        : { status: 403, body: { message: 'Invalid API key' } };
  const page = (all: ReadonlyArray<unknown>, { url }: VendorRequest): VendorAnswer => ({
    status: 200,
    body: pageOf(
      all,
      Number(url.searchParams.get('_page') ?? 1),
      Math.min(Number(url.searchParams.get('_perPage') ?? 10), 100),
    ),
  });

  function list(request: VendorRequest): VendorAnswer {
    const query = request.url.searchParams;
    const filters = JSON.parse(query.get('_filters') ?? '[]') as ReadonlyArray<ReadonlyArray<string>>;
    const [field, operator, value = ''] = filters[0] ?? [];
    if (field !== 'date_changed' || operator !== 'D>' || query.get('_sortField') !== 'date_changed')
      return { status: 400, body: { message: 'Bad request' } };
    const after = Date.parse(`${value.replace(' ', 'T')}Z`);
    return page(desk.changedSince(after + 1000).map(ticketJson), request);
  }

  const ofTicket = (answer: (ticket: DeskTicket, request: VendorRequest) => VendorAnswer) =>
    guarded((request) => {
      const ticket = desk.tickets.get(Number(request.path[0]));
      return ticket === undefined ? { status: 404, body: { message: 'Not found' } } : answer(ticket, request);
    });

  const vendor = createVendor({
    now,
    limit: { most: 180, seconds: 60 },
    errorBody: (status) => ({ message: status === 429 ? 'Too Many Requests' : 'Error' }),
    routes: [
      { method: 'GET', path: /\/api\/v3\/tickets/, answer: guarded(list) },
      {
        method: 'GET',
        path: /\/api\/v3\/tickets\/t(\d+)/,
        answer: ofTicket((ticket) => ({ status: 200, body: ticketJson(ticket) })),
      },
      {
        method: 'GET',
        path: /\/api\/v3\/tickets\/t(\d+)\/messages/,
        answer: ofTicket((ticket, request) => page(groupsJson(ticket), request)),
      },
    ],
  });

  return {
    vendor,
    settings,
    happen(random) {
      const { what, ticket } = desk.happen(random);
      const request: HttpRequest = {
        method: 'POST',
        url: URL_OF_US,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(
          JSON.stringify({
            event: EVENTS[what],
            ticket_id: `t${ticket.id}`,
            code: `SIM-${ticket.id}`,
            subject: ticket.subject,
            status: statusOf(ticket),
            owner_name: ticket.requester.name,
            owner_email: ticket.requester.email,
          }),
        ),
      };
      return [sign(request, settings)];
    },
    tick: () => [],
    interactionIds: () =>
      new Set(
        [...desk.tickets.values()].flatMap((ticket) =>
          [
            `ticket/t${ticket.id}`,
            `group/${firstGroupId(ticket)}`,
            ...ticket.entries.map(({ id }) => `group/g${id}`),
          ].map((objectId) => interactionIdOf('liveagent', ACCOUNT, objectId)),
        ),
      ),
  };
}
