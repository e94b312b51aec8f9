import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf, sha256 } from '../../reading/index.ts';
import {
  createVendor,
  type Route,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
  type VendorRequest,
} from '../../simulation/index.ts';
import { manifest } from '../manifest.ts';
import { settings as schema, type Settings } from '../source/settings.ts';
import { sign } from '../source/verify.ts';

const ACCOUNT = 'AC5ef8732a3c49700934481addd5ce1659';
const TOKEN = 'simulated-auth-token';
const NUMBER = '+14155550100';
const EDGE = `https://edge.example.com/webhooks/${manifest.id}/src_test`;
const BASE = `/2010-04-01/Accounts/${ACCOUNT}`;

const DAY = 24 * 60 * 60 * 1000;

interface Message {
  readonly sid: string;
  /** In order of sending. */
  readonly serial: number;
  readonly inbound: boolean;
  readonly person: string;
  readonly body: string;
  readonly media: number;
  /** Epoch milliseconds. */
  readonly sent: number;
}

const refusal = (status: number, code: number, message: string): VendorAnswer => ({
  status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
});

const rfc2822 = (epochMs: number): string => new Date(epochMs).toUTCString().replace('GMT', '+0000');

const show = ({ sid, inbound, person, body, media, sent }: Message) => ({
  account_sid: ACCOUNT,
  api_version: '2010-04-01',
  body,
  date_created: rfc2822(sent),
  date_sent: rfc2822(sent),
  date_updated: rfc2822(sent),
  direction: inbound ? 'inbound' : 'outbound-api',
  error_code: null,
  error_message: null,
  from: inbound ? person : NUMBER,
  to: inbound ? NUMBER : person,
  num_media: String(media),
  num_segments: '1',
  sid,
  status: inbound ? 'received' : 'delivered',
  uri: `${BASE}/Messages/${sid}.json`,
});

const mediaOf = ({ sid, media }: Message) =>
  Array.from({ length: media }, (_, index) => ({
    sid: `ME${sha256(`${sid}/${index}`).slice(0, 32)}`,
    account_sid: ACCOUNT,
    parent_sid: sid,
    content_type: 'image/jpeg',
    uri: `${BASE}/Messages/${sid}/Media/ME${sha256(`${sid}/${index}`).slice(0, 32)}.json`,
  }));

/** What Twilio posts for a message that comes in. */
function webhookOf(message: Message, settings: Settings): HttpRequest {
  const fields = new URLSearchParams({
    AccountSid: ACCOUNT,
    ApiVersion: '2010-04-01',
    MessageSid: message.sid,
    SmsStatus: 'received',
    From: message.person,
    To: NUMBER,
    Body: message.body,
    NumMedia: String(message.media),
  });
  for (const [index, { uri, content_type: type }] of mediaOf(message).entries()) {
    fields.set(`MediaUrl${index}`, `https://api.twilio.com${uri.replace('.json', '')}`);
    fields.set(`MediaContentType${index}`, type);
  }
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
  return sign({ method: 'POST', url: EDGE, headers, body: Buffer.from(fields.toString()) }, settings);
}

export interface TwilioSimulator extends Simulator {
  readonly settings: Settings;
  /** A message comes in or goes out. @returns it, and what Twilio posts: of what goes out, nothing */
  message(
    inbound: boolean,
    random: () => number,
  ): { readonly sid: string; readonly webhooks: ReadonlyArray<HttpRequest> };
  remove(sid: string): void;
}

/** An account with one number, without status callbacks: what it sends is only in its list. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): TwilioSimulator {
  const settings = schema.parse({ authToken: TOKEN, accountSid: ACCOUNT, apiUrl: baseUrl });
  const messages = new Map<string, Message>();
  const happened = new Set<string>();
  let serial = 0;
  let repeat: HttpRequest | undefined;

  const route = (path: RegExp, answer: (request: VendorRequest) => VendorAnswer): Route => ({
    method: 'GET',
    path,
    answer: (request) =>
      request.headers['authorization'] === `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`
        ? answer(request)
        : refusal(401, 20003, 'Authenticate'),
  });

  /** Newest first; a token names the last message of the page before, so that new ones shift nothing. */
  function list({ url }: VendorRequest): VendorAnswer {
    const query = url.searchParams;
    const from = Date.parse(query.get('DateSent>') ?? '');
    // A date is all of its day.
    const until = Date.parse(query.get('DateSent<') ?? '') + DAY;
    const size = Math.min(Number(query.get('PageSize') ?? 50), 1000);
    const token = query.get('PageToken');
    const before = token === null ? Infinity : Number(token.slice(2));
    if (Number.isNaN(before)) return refusal(400, 20001, 'Invalid PageToken');
    const found = [...messages.values()]
      .filter((one) => one.serial < before && !(one.sent < from) && !(one.sent >= until))
      .sort((a, b) => b.serial - a.serial);
    const page = found.slice(0, size);
    const next = new URL(url);
    next.searchParams.set('PageToken', `PA${page.at(-1)?.serial ?? 0}`);
    return {
      status: 200,
      body: {
        messages: page.map(show),
        page_size: size,
        next_page_uri: found.length > size ? `${next.pathname}${next.search}` : null,
      },
    };
  }

  const named = (request: VendorRequest, answer: (message: Message) => unknown): VendorAnswer => {
    const message = messages.get(request.path[0] ?? '');
    return message === undefined
      ? refusal(404, 20404, 'The requested resource was not found')
      : { status: 200, body: answer(message) };
  };

  const routes = [
    route(new RegExp(`${BASE}/Messages\\.json`), list),
    route(new RegExp(`${BASE}/Messages/([A-Z0-9a-f]+)\\.json`), (request) => named(request, show)),
    route(new RegExp(`${BASE}/Messages/([A-Z0-9a-f]+)/Media\\.json`), (request) =>
      named(request, (message) => ({ media_list: mediaOf(message) })),
    ),
  ];

  function message(inbound: boolean, random: () => number) {
    serial += 1;
    const media = random() < 0.2 ? 1 : 0;
    const sid = `${media > 0 ? 'MM' : 'SM'}${sha256(`message${serial}`).slice(0, 32)}`;
    const person = `+141555501${String(Math.floor(random() * 100)).padStart(2, '0')}`;
    const sent = Math.floor(now().getTime() / 1000) * 1000;
    const one = { sid, serial, inbound, person, body: `Message ${serial}`, media, sent };
    messages.set(sid, one);
    happened.add(interactionIdOf(manifest.id, ACCOUNT, sid));
    if (!inbound) return { sid, webhooks: [] };
    repeat = webhookOf(one, settings);
    return { sid, webhooks: [repeat] };
  }

  return {
    vendor: createVendor({
      now,
      routes,
      errorBody: (status) => ({ code: 20000 + status, message: `status ${status}`, status }),
    }),
    settings,
    message,
    remove: (sid) => void messages.delete(sid),
    happen(random) {
      if (random() < 0.03) {
        // Of a deletion Twilio tells nobody; what goes has been read long ago.
        const old = [...messages.values()].find((one) => now().getTime() - one.sent > 14 * DAY);
        if (old !== undefined) messages.delete(old.sid);
        return [];
      }
      return message(random() < 0.6, random).webhooks;
    },
    /** A delivery whose answer was lost comes again. */
    tick() {
      const again = repeat;
      repeat = undefined;
      return again === undefined ? [] : [again];
    },
    interactionIds: () => happened,
  };
}
