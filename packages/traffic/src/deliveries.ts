import type { Sample } from '@throughline/platforms';
import { seeded } from '@throughline/platforms/simulation';
import { personOf, type Person } from './people.ts';
import { pick } from './pick.ts';

/** One delivery of a vendor, unsigned. */
export interface Delivery {
  readonly platform: string;
  readonly person: Person;
  readonly sample: Sample;
  /** Of a delivery that only points to an object: what the vendor's API has to have before it is sent. */
  readonly atVendor?: VendorObject;
}

/** An object as the vendor's API names and tells it. */
export interface VendorObject {
  readonly type: string;
  readonly id: string;
  readonly item: Readonly<Record<string, string>>;
}

export interface TrafficOptions {
  /** The same seed gives the same deliveries. */
  readonly seed: number;
  readonly count: number;
  /** How many different people. */
  readonly people: number;
  /** When the first one happens; each next one a second later. */
  readonly start: Date;
  /** Which platforms, in which proportion; by default {@link PUSHED}. */
  readonly mix?: Readonly<Record<string, number>>;
}

const QUESTIONS = [
  'Where is my parcel? It should have arrived on Monday, and nobody has told me anything.',
  'Kann ich die Schuhe in Größe 42 umtauschen? Sie sind leider zu klein.',
  '¿Tienen el azul en la talla 40? Quisiera comprarlo esta semana.',
  'The invoice shows the wrong address. Could you send me a new one, please?',
  'Great service last time, thank you! Is the discount still valid for me?',
] as const;

interface Moment {
  readonly person: Person;
  readonly index: number;
  readonly at: Date;
  readonly text: string;
  readonly random: () => number;
}

const json = (
  title: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
  path = '',
): Sample => ({
  title,
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

const hexOf = (index: number, length: number): string => index.toString(16).padStart(length, '0');

function sms({ person, index, text }: Moment): Sample {
  const fields = {
    ToCountry: 'US',
    NumMedia: '0',
    MessageSid: `SM${hexOf(index, 32)}`,
    AccountSid: `AC${'5'.repeat(32)}`,
    FromCountry: 'US',
    NumSegments: '1',
    From: person.phone,
    To: '+14155550100',
    Body: text,
    ApiVersion: '2010-04-01',
  };
  return {
    title: 'SMS',
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  };
}

function mail({ person, index, at, text }: Moment): Sample {
  const boundary = 'traffic-boundary';
  const field = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const headers = [
    ['X-Mailgun-Spf', 'Pass'],
    ['Message-Id', `<${index}@mail.example.net>`],
    ['Date', at.toUTCString()],
  ];
  const body =
    field('recipient', 'support@example-shop.com') +
    field('sender', person.email) +
    field('from', `${person.firstName} ${person.lastName} <${person.email}>`) +
    field('subject', `Question ${index}`) +
    field('body-plain', `${text}\r\n\r\nOn Monday Support wrote:\r\n> How can we help?\r\n`) +
    field('message-headers', JSON.stringify(headers)) +
    `--${boundary}--\r\n`;
  return {
    title: 'mail',
    method: 'POST',
    path: '',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body,
  };
}

const ticket = ({ person, index, at, text }: Moment): Sample =>
  json(
    'ticket',
    {
      ticket: { id: String(index), subject: `Ticket ${index}`, status: 'Open', updated_at: at.toISOString() },
      requester: {
        id: person.zendeskUser,
        name: `${person.firstName} ${person.lastName}`,
        email: person.email,
        phone: person.phone,
      },
      comment: { id: `c${index}`, body: text, is_public: true, created_at: at.toISOString() },
    },
    { 'x-zendesk-account-id': '123456', 'x-zendesk-webhook-invocation-id': `01TRAFFIC${index}` },
  );

function chat({ person, index, at, text }: Moment): Sample {
  const ts = `${Math.floor(at.getTime() / 1000)}.${String(index % 1_000_000).padStart(6, '0')}`;
  return json('chat', {
    team_id: 'T024BE7LD',
    event: { type: 'message', channel: 'C123ABC456', user: person.slackUser, text, ts, event_ts: ts },
    type: 'event_callback',
    event_id: `Ev${index}`,
    event_time: Math.floor(at.getTime() / 1000),
  });
}

function order({ person, index, at, random }: Moment): Sample {
  return json(
    'order',
    {
      id: 900_000 + index,
      name: `#${index}`,
      email: person.email,
      created_at: at.toISOString(),
      updated_at: at.toISOString(),
      total_price: (10 + random() * 90).toFixed(2),
      currency: 'USD',
      financial_status: 'paid',
      customer: {
        id: person.shopifyCustomer,
        email: person.email,
        phone: person.phone,
        first_name: person.firstName,
        last_name: person.lastName,
        verified_email: true,
      },
      line_items: [{ title: 'Trail running shoes', quantity: 1 }],
    },
    {
      'x-shopify-topic': 'orders/create',
      'x-shopify-shop-domain': 'example-shop.myshopify.com',
      'x-shopify-event-id': `event-${index}`,
    },
  );
}

function event({ person, index, at, text, random }: Moment): Sample {
  const common = {
    userId: person.userId,
    anonymousId: person.anonymousId,
    messageId: `traffic-${index}`,
    timestamp: at.toISOString(),
  };
  const traits = {
    email: person.email,
    phone: person.phone,
    firstName: person.firstName,
    lastName: person.lastName,
  };
  if (random() < 0.2) return json('identify', { ...common, traits }, {}, '/identify');
  const name = pick(random, [
    'viewed',
    'viewed',
    'question_asked',
    'time_spent',
    'downloaded',
    'cta_clicked',
  ]);
  const properties = { title: 'Trail shoes', seconds: Math.floor(random() * 600), question: text };
  return json('track', { ...common, event: name, properties }, {}, '/track');
}

const get = (title: string, path: string): Sample => ({ title, method: 'GET', path, headers: {}, body: '' });

/** An agent edits a customer, or writes down what one has said: 8x8 tells that it happened, and its API what. */
function trigger({ person, index, at, text, random }: Moment): Pick<Delivery, 'sample' | 'atVendor'> {
  const account = person.eightByEightCustomer;
  if (random() < 0.3) {
    const item = {
      FIRSTNAME: person.firstName,
      LASTNAME: person.lastName,
      EMAIL: person.email,
      VOICE: person.phone,
    };
    return {
      sample: get('customer', `/customer/edited?AccountID=${account}`),
      atVendor: { type: 'Customer', id: account, item },
    };
  }
  const day = at.toISOString();
  const item = {
    ACCOUNTNUM: account,
    SUBJECT: `Call ${index}`,
    DESCRIPTION: text,
    STATUS: 'Open',
    CREATEDDATE: `${day.slice(5, 7)}${day.slice(8, 10)}${day.slice(0, 4)}`,
  };
  return {
    sample: get('case', `/case/created?AccountID=${account}&CaseID=${index}`),
    atVendor: { type: 'Case', id: String(index), item },
  };
}

const MAKERS: Readonly<Record<string, (moment: Moment) => Sample>> = {
  twilio: sms,
  mailgun: mail,
  zendesk: ticket,
  slack: chat,
  shopify: order,
  web: event,
};

/** All that bring what they tell of. */
const PUSHED = { web: 4, twilio: 2, zendesk: 1.5, mailgun: 1, slack: 1, shopify: 0.5 };
/** Those, and 8x8, which points to what its API has: whoever sends it has to put that there first. */
export const EVERY_KIND = { ...PUSHED, '8x8': 0.5 };

/** Deliveries of many people over many channels, the same for the same options. */
export function* deliveries({
  seed,
  count,
  people,
  start,
  mix = PUSHED,
}: TrafficOptions): Generator<Delivery> {
  const random = seeded(seed);
  const platforms = Object.entries(mix);
  const total = platforms.reduce((sum, [, share]) => sum + share, 0);
  for (let index = 0; index < count; index += 1) {
    let left = random() * total;
    const platform = platforms.find(([, share]) => (left -= share) < 0)?.[0] ?? 'web';
    const person = personOf(Math.floor(random() * people));
    const at = new Date(start.getTime() + index * 1000);
    const moment = { person, index, at, text: pick(random, QUESTIONS), random };
    if (platform === '8x8') {
      yield { platform, person, ...trigger(moment) };
      continue;
    }
    const make = MAKERS[platform];
    if (make === undefined) throw new Error(`no traffic is made for ${platform}`);
    yield { platform, person, sample: make(moment) };
  }
}
