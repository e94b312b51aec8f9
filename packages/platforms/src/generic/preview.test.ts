import { expect, test } from 'vitest';
import { NOW } from '../testing.ts';
import { previewMapping } from './preview.ts';

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

test('what cannot be read at all is a problem of the body in the preview', () => {
  expect(previewMapping({}, { body: '{' })).toMatchObject({
    interactions: [],
    problems: [{ field: 'body', code: 'platforms.body-unreadable' }],
  });
});

test('a mapping that is slow for each of many things ends all the same', () => {
  const slow = '{% for i in (1..3000) %}{% for j in (1..3000) %}{% endfor %}{% endfor %}';
  // Without a limit on all of them it would take minutes, and so longer than a test may.
  const { interactions } = one(
    { kind: 'message', text: slow },
    Array.from({ length: 50 }, (_, id) => ({ id })),
  );
  expect(interactions).toHaveLength(50);
});
