import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../contract.ts';
import { platforms } from '../registry.ts';
import { newStandardWebhookSecret } from '../schemes/index.ts';
import { bodyOf, context, fixturesOf, NOW, read, requestOf } from '../testing.ts';
import { previewMapping } from './preview.ts';
import { generateSettings, settings as schema, type Settings } from './source/settings.ts';
import { sign, verify } from './source/verify.ts';

const generic = platforms.get('generic');

const request: HttpRequest = {
  method: 'POST',
  url: 'https://edge.example.com/webhooks/generic/src_test',
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{"id": 1}'),
};

const byScheme = (values: object): Settings => schema.parse({ account: 'shop', ...values });

describe('Standard Webhooks', () => {
  test('the vector of the reference libraries', () => {
    const settings = byScheme({ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' });
    const signed: HttpRequest = {
      ...request,
      body: Buffer.from('{"test": 2432232314}'),
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
    };
    const then = new Date(1_614_265_330_000);
    expect(verify(signed, settings, then)).toEqual({ ok: true, method: 'standard-webhooks' });
    const svix = Object.fromEntries(
      Object.entries(signed.headers).map(([name, value]) => [name.replace('webhook', 'svix'), value]),
    );
    expect(verify({ ...signed, headers: svix }, settings, then)).toMatchObject({ ok: true });
    expect(verify(signed, settings, new Date(then.getTime() + 301_000))).toMatchObject({ ok: false });
  });

  test('the reference library signs what we take, and takes what we sign', () => {
    const settings = generateSettings();
    const library = new Webhook(settings.secret ?? '');
    const now = new Date();
    for (const fixture of fixturesOf('generic').values()) {
      const body = bodyOf(fixture);
      const text = Buffer.from(body).toString('utf8');
      const signed = sign(requestOf(generic, fixture), settings, now);
      const headers = signed.headers as Record<string, string>;
      expect(() => library.verify(text, headers, { jsonParse: false })).not.toThrow();
      const theirs = library.sign('msg_1', now, text);
      const given = {
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': `v1,AAAA v1a,BBBB ${theirs}`,
      };
      expect(verify({ ...request, body, headers: given }, settings, now)).toMatchObject({ ok: true });
    }
  });

  test('a retry has the same delivery id; one without any has that of its bytes', () => {
    const settings = generateSettings();
    const { describe } = generic.source;
    const first = sign({ ...request, headers: { 'webhook-id': 'msg_7' } }, settings, NOW);
    const later = sign(
      { ...request, headers: { 'webhook-id': 'msg_7' } },
      settings,
      new Date(NOW.getTime() + 60_000),
    );
    expect(describe(first, settings).deliveryId).toBe('msg_7');
    expect(describe(later, settings).deliveryId).toBe('msg_7');
    expect(describe(request, settings).deliveryId).toMatch(/^[0-9a-f]{64}$/);
  });
});

const SCHEMES: ReadonlyArray<readonly [string, object]> = [
  [
    'HMAC of the body, hex',
    { scheme: 'hmac', signatureHeader: 'x-hub-signature-256', signaturePrefix: 'sha256=' },
  ],
  [
    'HMAC of the body, SHA-1 in base64',
    { scheme: 'hmac', signatureAlgorithm: 'sha1', signatureEncoding: 'base64' },
  ],
  [
    'HMAC of time and body',
    {
      scheme: 'hmac',
      signedContent: 'v0:{timestamp}:{body}',
      timestampHeader: 'x-timestamp',
      signaturePrefix: 'v0=',
    },
  ],
  ['a secret header', { scheme: 'header', secretHeader: 'x-api-key' }],
  ['bearer', { scheme: 'bearer' }],
  ['HTTP Basic', { scheme: 'basic', username: 'hook', password: 'correct horse' }],
  ['the path', { scheme: 'path', pathSecret: 'a-path-secret-of-32-characters-x' }],
];

describe.each(SCHEMES)('%s', (_, values) => {
  const settings = byScheme({ secret: 'first-secret', ...values });
  const other = byScheme({
    secret: 'other-secret',
    ...values,
    ...('password' in values ? { password: 'wrong horse' } : {}),
    ...('pathSecret' in values ? { pathSecret: 'another-secret-of-32-characters-' } : {}),
  });
  const signed = sign(request, settings, NOW);

  test('takes what is proven, and refuses anything else', () => {
    expect(verify(signed, settings, NOW)).toEqual({ ok: true, method: settings.scheme });
    expect(verify(request, settings, NOW)).toMatchObject({ ok: false });
    expect(verify(signed, other, NOW)).toMatchObject({ ok: false });
    expect(verify(sign(request, other, NOW), settings, NOW)).toMatchObject({ ok: false });
    for (const [name, value] of Object.entries(signed.headers)) {
      if (request.headers[name] === value) continue;
      for (const wrong of ['', 'x', `${String(value)}0`, String(value).slice(0, -1)])
        expect(
          verify({ ...signed, headers: { ...signed.headers, [name]: wrong } }, settings, NOW),
        ).toMatchObject({
          ok: false,
        });
    }
  });

  test('what covers the body refuses another body, what covers the time another time', () => {
    if (settings.scheme !== 'hmac') return;
    expect(verify({ ...signed, body: Buffer.from('{"id": 2}') }, settings, NOW)).toMatchObject({ ok: false });
    if (settings.timestampHeader === undefined) return;
    expect(verify(signed, settings, new Date(NOW.getTime() + 299_000))).toMatchObject({ ok: true });
    expect(verify(signed, settings, new Date(NOW.getTime() + 301_000))).toMatchObject({ ok: false });
  });
});

test('GitHub’s published vector is a plain HMAC with a prefix', () => {
  // docs.github.com, Validating webhook deliveries, “Testing the webhook payload validation”.
  const settings = byScheme({
    scheme: 'hmac',
    secret: "It's a Secret to Everybody",
    signatureHeader: 'x-hub-signature-256',
    signaturePrefix: 'sha256=',
  });
  const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const body = Buffer.from('Hello, World!');
  const signed = { ...request, body, headers: { 'x-hub-signature-256': signature } };
  expect(verify(signed, settings, NOW)).toMatchObject({ ok: true });
});

test.each([
  ['a scheme without its secret', { scheme: 'bearer' }, 'secret'],
  ['a Standard Webhooks secret that is no base64', { secret: 'whsec_!!!' }, 'secret'],
  ['HTTP Basic without a password', { scheme: 'basic', username: 'u' }, 'password'],
  [
    'a signed time without its header',
    { scheme: 'hmac', secret: 'x'.repeat(8), signedContent: '{timestamp}{body}' },
    'timestampHeader',
  ],
  [
    'a signature that leaves the body out',
    { scheme: 'hmac', secret: 'x'.repeat(8), signedContent: 'none' },
    'signedContent',
  ],
  [
    'a field that is none',
    { secret: newStandardWebhookSecret(), mapping: { objectID: '{{ item.id }}' } },
    'mapping',
  ],
  [
    'an identifier that has a field of its own',
    { secret: newStandardWebhookSecret(), mapping: { 'identifiers.email': 'x' } },
    'mapping',
  ],
  [
    'a template that cannot be parsed',
    { secret: newStandardWebhookSecret(), mapping: { text: '{{ item.text' } },
    'mapping',
  ],
  [
    'a filter that is none',
    { secret: newStandardWebhookSecret(), mapping: { text: '{{ item.text | shell }}' } },
    'mapping',
  ],
  ['lots', { secret: newStandardWebhookSecret(), mapping: { text: '{{ item.list | sample }}' } }, 'mapping'],
  [
    'a file',
    { secret: newStandardWebhookSecret(), mapping: { text: '{% include "/etc/passwd" %}' } },
    'mapping',
  ],
  [
    'a template that is too long',
    { secret: newStandardWebhookSecret(), mapping: { text: 'x'.repeat(4_001) } },
    'mapping',
  ],
])('the settings refuse %s', (_, values, field) => {
  const parsed = schema.safeParse({ account: 'shop', ...values });
  expect(parsed.error?.issues.map((issue) => issue.path[0])).toContain(field);
});

const one = (mapping: Record<string, string>, body: unknown) =>
  previewMapping({ account: 'shop', mapping }, { body: JSON.stringify(body), receivedAt: NOW.getTime() });

test('every field can be filled in', () => {
  const { interactions, problems } = previewMapping(
    {
      account: 'bookings',
      items: 'data.events',
      trusted: true,
      mappingVersion: 3,
      mapping: {
        objectId: 'booking-{{ item.number }}',
        revision: '{{ item.changed }}',
        channel: 'Desk',
        kind: '{% if item.paid %}order{% else %}event{% endif %}',
        event: '{{ item.what | downcase | replace: " ", "_" }}',
        direction: 'outbound',
        occurredAt: '{{ item.at }}',
        conversation: '{{ item.thread }}',
        subject: '{{ body.data.name }}: {{ item.title }}',
        text: '{{ item.html | strip_html }}',
        link: 'https://bookings.example.com/{{ item.number }}',
        amount: '{{ item.cents | divided_by: 100.0 }}',
        currency: '{{ item.currency }}',
        duration: '1:02:03',
        recording: 'https://bookings.example.com/r/{{ item.number }}',
        'customer.id': '{{ item.guest.id }}',
        'customer.userId': '{{ item.guest.login }}',
        'customer.email': '{{ item.guest.mail }}',
        'customer.phone': '{{ item.guest.phone }}',
        'customer.name': '{{ item.guest.first }} {{ item.guest.last }}',
        'identifiers.loyalty-card': '{{ item.guest.card }}',
        'agent.id': '{{ item.clerk }}',
        'agent.name': 'Ben',
        'traits.city': '{{ item.guest.city }}',
        traits: '{{ item.guest.more }}',
        'properties.seats': '{{ item.seats | join: "+" }}',
        properties: '{{ item.extra | json }}',
        'consent.purpose': 'email',
        'consent.state': '{{ item.guest.newsletter }}',
      },
    },
    {
      body: JSON.stringify({
        data: {
          name: 'Harbour',
          events: [
            {
              number: 7,
              changed: 1_790_000_000_123,
              paid: true,
              what: 'Seat Changed',
              at: 1_790_000_000,
              thread: 't-1',
              title: 'Tour',
              html: '<p>See <b>you</b></p>',
              cents: 9650,
              currency: 'eur',
              clerk: 12,
              seats: ['a', 'b'],
              extra: { window: true, none: null },
              guest: {
                id: 5,
                login: 'ana',
                mail: 'Ana.Silva@Example.net',
                phone: '(415) 555-0132',
                first: 'Ana',
                last: 'Silva',
                card: 'L-1',
                city: 'Porto',
                more: { plan: 'gold' },
                newsletter: true,
              },
            },
          ],
        },
      }),
      receivedAt: Date.parse('2027-01-01T00:00:00Z'),
    },
  );
  expect(problems).toEqual([]);
  expect(interactions).toHaveLength(1);
  expect(interactions[0]).toMatchObject({
    account: 'bookings',
    reading: 3,
    objectId: 'booking-7',
    revision: 1_790_000_000_123,
    channel: 'desk',
    kind: 'order',
    event: 'seat_changed',
    direction: 'outbound',
    occurredAt: 1_790_000_000_000,
    occurredAtSource: 'vendor',
    conversationId: 'generic:bookings:t-1',
    subject: 'Harbour: Tour',
    text: 'See you',
    link: 'https://bookings.example.com/7',
    amount: 96.5,
    currency: 'EUR',
    durationSeconds: 3723,
    attachments: [{ name: 'recording', url: 'https://bookings.example.com/r/7' }],
    properties: { seats: 'a+b', window: 'true' },
    participants: [
      {
        role: 'customer',
        author: false,
        name: 'Ana Silva',
        identifiers: [
          { type: 'user', value: 'ana', verified: true },
          { type: 'generic-customer', value: 'bookings/5', verified: true },
          { type: 'email', value: 'ana.silva@example.net', verified: true },
          { type: 'phone', value: '+14155550132', verified: true },
          { type: 'loyalty-card', value: 'L-1', verified: true },
        ],
        traits: { plan: 'gold', city: 'Porto' },
      },
      {
        role: 'agent',
        author: true,
        name: 'Ben',
        identifiers: [{ type: 'generic-agent', value: 'bookings/12', verified: true }],
      },
    ],
    consents: [
      {
        identifierType: 'email',
        identifierValue: 'ana.silva@example.net',
        purpose: 'email',
        state: 'granted',
        trusted: true,
      },
    ],
  });
});

test('without a mapping, or with one that says nothing of it, a delivery is kept as it came', () => {
  const body = { anything: ['at', 'all'] };
  for (const mapping of [{}, { kind: '{{ item.sort }}' }, { kind: 'kite' }]) {
    const [item] = one(mapping, body).interactions;
    expect(item).toMatchObject({ kind: 'other', text: JSON.stringify(body) });
    expect(item?.objectId).toMatch(/^content\/[0-9a-f]{64}$/);
  }
});

test('a template that fails keeps the whole thing as other, under its own id, and names the field', () => {
  const body = { id: 4, text: 'hello', at: 'yesterday evening' };
  const mapping = {
    objectId: '{{ item.id }}',
    kind: 'message',
    text: '{{ item.text }}',
    subject: '{{ item.at | date: "%Y" }}',
  };
  const { interactions, problems } = one(mapping, body);
  expect(problems).toMatchObject([{ field: 'subject', code: 'platforms.mapping-failed' }]);
  expect(interactions).toMatchObject([{ kind: 'other', objectId: '4', text: JSON.stringify(body) }]);
  expect(interactions[0]?.properties['mapping_problems']).toContain('subject');
});

test('a value that its field cannot take is left out and told', () => {
  const mapping = {
    kind: 'message',
    text: 'hi',
    amount: 'a lot',
    link: 'javascript:alert(1)',
    direction: 'up',
  };
  const { interactions, problems } = one(mapping, {});
  expect(problems.map((problem) => problem.field).sort()).toEqual(['amount', 'direction', 'link']);
  expect(interactions).toMatchObject([
    { kind: 'message', text: 'hi', amount: null, link: null, direction: 'inbound' },
  ]);
});

test.each([
  ['{% for i in (1..100000000) %}x{% endfor %}'],
  ['{% assign s = "xxxxxxxxxx" %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}{{ s }}'],
  ['{% for i in (1..9000) %}{% for j in (1..9000) %}{% endfor %}{% endfor %}'],
  ['{{ "now" | date: "%s" }}'],
])('a template is held to its limits: %s', (text) => {
  const { interactions, problems } = one({ kind: 'message', text }, { id: 1 });
  expect(problems).toMatchObject([{ field: 'text', code: 'platforms.mapping-failed' }]);
  expect(interactions).toMatchObject([{ kind: 'other' }]);
});

test('templates reach only what the delivery itself has', () => {
  const mapping = {
    kind: 'message',
    text: '{{ item.constructor }}{{ item.__proto__ }}{{ item.list.constructor }}.',
  };
  expect(one(mapping, { list: [] }).interactions).toMatchObject([{ text: '.' }]);
});

test('times without a zone are UTC wherever it runs', () => {
  const mapping = {
    kind: 'event',
    text: '{{ item.at | date: "%Y-%m-%dT%H:%M" }}',
    occurredAt: '{{ item.at }}',
  };
  expect(one(mapping, { at: '2026-11-02 09:30:00' }).interactions).toMatchObject([
    { text: '2026-11-02T09:30', occurredAt: Date.parse('2026-11-02T09:30:00Z') },
  ]);
});

test('headers and query can be mapped; the same id comes of the same delivery without any', () => {
  const mapping = { objectId: '{{ headers.webhook-id }}', kind: '{{ query.type }}' };
  const preview = (id: string) =>
    previewMapping({ mapping }, { body: '{}', headers: { 'webhook-id': id }, query: '?type=note' });
  expect(preview('msg_1').interactions).toMatchObject([
    { objectId: 'msg_1', kind: 'note', account: 'generic' },
  ]);

  const unnamed = (receivedAt: number, headers: Record<string, string>) =>
    previewMapping({ mapping: {} }, { body: '{"a":1}', headers, receivedAt }).interactions[0]?.objectId;
  const retry = { 'webhook-id': 'msg_2' };
  expect(unnamed(1, retry)).toBe(unnamed(2, retry));
  expect(unnamed(1, {})).not.toBe(unnamed(2, {}));
});

test('our own people are agents even where they stand in the customer’s place', async () => {
  const body = '{"id":1,"type":"message","customer":{"email":"ben@example-shop.com"}}';
  const sample = {
    title: '',
    method: 'POST',
    path: '',
    headers: { 'content-type': 'application/json' },
    body,
  };
  expect(await read(generic, sample, context)).toMatchObject([{ participants: [{ role: 'agent' }] }]);
});

test('a form’s files are listed with their hash', async () => {
  const boundary = 'boundary-1';
  const lines = [
    `--${boundary}`,
    'content-disposition: form-data; name="id"',
    '',
    'f-1',
    `--${boundary}`,
    'content-disposition: form-data; name="photo"; filename="a.txt"',
    'content-type: text/plain',
    '',
    'abc',
    `--${boundary}--`,
    '',
  ];
  const sample = {
    title: '',
    method: 'POST',
    path: '',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: lines.join('\r\n'),
  };
  expect(await read(generic, sample)).toMatchObject([
    {
      objectId: 'f-1',
      kind: 'other',
      attachments: [
        {
          name: 'a.txt',
          size: 3,
          sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        },
      ],
    },
  ]);
});

test('what cannot be read at all is a problem of the body in the preview', () => {
  expect(previewMapping({}, { body: '{' })).toMatchObject({
    interactions: [],
    problems: [{ field: 'body', code: 'platforms.body-unreadable' }],
  });
});

test('a mapping that is slow for each of many things ends all the same', () => {
  const slow = '{% for i in (1..3000) %}{% for j in (1..3000) %}{% endfor %}{% endfor %}';
  const started = performance.now();
  const { interactions } = one(
    { kind: 'message', text: slow },
    Array.from({ length: 50 }, (_, id) => ({ id })),
  );
  expect(performance.now() - started).toBeLessThan(7_000);
  expect(interactions).toHaveLength(50);
});
