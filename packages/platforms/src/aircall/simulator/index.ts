import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf } from '../../reading/index.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
} from '../../simulation/index.ts';
import { ACCOUNT, callIds } from '../source/call.ts';
import { sign } from '../source/verify.ts';

const API_ID = 'aircall-api-id';
const API_TOKEN = 'aircall-api-token';
const TOKEN = 'aircall-webhook-token-0123456789';
const EDGE = 'https://edge.example.com/webhooks/aircall/src_test';

type Call = Record<string, unknown> & { readonly id: number; readonly started_at: number };

const agent = { id: 456, name: 'Jo Smith', email: 'jo.smith@example-shop.com' };
const number = { id: 123, name: 'Service', digits: '+1 415-555-0100' };

/** An account with calls: the webhook tells each step of one, the API lists those that began in a span, 50 a page. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const calls = new Map<number, Call>();
  const happened = new Set<string>();
  const authorization = `Basic ${Buffer.from(`${API_ID}:${API_TOKEN}`).toString('base64')}`;
  const settings = { token: TOKEN, apiId: API_ID, apiToken: API_TOKEN, apiUrl: baseUrl };
  const seconds = () => Math.floor(now().getTime() / 1000);

  const guarded = (given: string | undefined, answer: () => VendorAnswer): VendorAnswer =>
    given === authorization ? answer() : { status: 401, body: { error: 'Unauthorized' } };

  const asApi = ({ call_uuid, ...call }: Call) => ({
    call: {
      ...call,
      sid: call_uuid,
      // Signed anew for each answer, as storage addresses are.
      recording:
        call['recording'] === null
          ? null
          : `https://assets.example.com/${call.id}.mp3?signed=${now().getTime()}`,
    },
  });

  const vendor = createVendor({
    now,
    limit: { most: 60, seconds: 60 },
    routes: [
      {
        method: 'GET',
        path: /\/v1\/calls/,
        answer: ({ url, headers }) =>
          guarded(headers['authorization'], () => {
            const value = (name: string, otherwise: number) =>
              Number(url.searchParams.get(name) ?? otherwise);
            const [page, size] = [value('page', 1), Math.min(value('per_page', 20), 50)];
            const within = [...calls.values()]
              .filter((one) => one.started_at >= value('from', 0) && one.started_at <= value('to', Infinity))
              .sort((a, b) => a.started_at - b.started_at);
            const shown = within.slice((page - 1) * size, page * size);
            const more = within.length > page * size;
            const meta = {
              count: shown.length,
              total: within.length,
              current_page: page,
              per_page: size,
              next_page_link: more ? `${baseUrl}/v1/calls?page=${page + 1}` : null,
            };
            return { status: 200, body: { meta, calls: shown.map((one) => asApi(one).call) } };
          }),
      },
      {
        method: 'GET',
        path: /\/v1\/calls\/(\d+)/,
        answer: ({ path, headers }) =>
          guarded(headers['authorization'], () => {
            const found = calls.get(Number(path[0]));
            return found === undefined
              ? { status: 404, body: { error: 'Not Found' } }
              : { status: 200, body: asApi(found) };
          }),
      },
    ],
  });

  function tell(event: string, data: Call): HttpRequest {
    for (const objectId of callIds(data)) happened.add(interactionIdOf('aircall', ACCOUNT, objectId));
    const body = { resource: 'call', event, timestamp: seconds(), data };
    return sign(
      {
        method: 'POST',
        url: EDGE,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: Buffer.from(JSON.stringify(body)),
      },
      settings,
    );
  }

  return {
    vendor,
    settings,
    happen(random) {
      const id = 1000 + calls.size;
      const missed = random() < 0.2;
      const duration = 10 + Math.floor(random() * 400);
      const begun = {
        id,
        call_uuid: `CA${id}`,
        direction: random() < 0.7 ? 'inbound' : 'outbound',
        status: 'initial',
        missed_call_reason: null,
        started_at: seconds() - duration - 30,
        answered_at: null,
        ended_at: null,
        duration: 0,
        recording: null,
        voicemail: null,
        raw_digits: `+1 415-555-01${String(10 + Math.floor(random() * 80))}`,
        user: null,
        contact: null,
        number,
        comments: [],
        tags: [],
      };
      const ended = {
        ...begun,
        status: 'done',
        answered_at: missed ? null : begun.started_at + 9,
        ended_at: seconds() - 30,
        duration,
        user: missed ? null : agent,
        missed_call_reason: missed ? 'agents_did_not_answer' : null,
        comments:
          random() < 0.3
            ? [{ id: id * 10, content: 'Called back', posted_at: seconds(), posted_by: agent }]
            : [],
      };
      const recorded = missed ? ended : { ...ended, recording: `https://assets.example.com/${id}.mp3` };
      calls.set(id, recorded);
      const told = [tell('call.created', begun), tell('call.ended', ended)];
      // Aircall promises no order.
      if (!missed) told.splice(random() < 0.5 ? 1 : 2, 0, tell('call.comm_assets_generated', recorded));
      return told;
    },
    tick: () => [],
    interactionIds: () => happened,
  };
}
