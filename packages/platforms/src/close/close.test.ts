import { expect, test } from 'vitest';
import { context, fixtureReader, NOW, platformOf, present, rawOf, read } from '../testing.ts';
import { close } from './index.ts';
import { connectedVendor, historyPages } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { createSimulator } from './simulator/index.ts';
import { source } from './source/index.ts';
import { settings as schema } from './source/settings.ts';

const platform = platformOf(close);
const URL_OF_SOURCE = 'https://edge.example.com/webhooks/close/src_test';

const fixture = fixtureReader('close');
const readFixture = async (name: string) => (await read(platform, fixture(name)))[0];

test('what Python computes as the documentation says verifies, by the bytes that the key spells', async () => {
  // The documentation's key and time; hmac.new(bytearray.fromhex(key), timestamp + body, hashlib.sha256).hexdigest()
  const signatureKey = '058bfb6a3d8cfdc4da7c3be5901b16ae11da982b46a25fb2cd7016e97a140a1c';
  const request = {
    method: 'POST',
    url: URL_OF_SOURCE,
    headers: {
      'close-sig-timestamp': '1544271440',
      'close-sig-hash': 'dafde4843dcfe85c7b5813915f77049116e0bf52d24c258f24a17d0ce3e8cd48',
    },
    body: Buffer.from('{"event":{}}'),
  };
  expect(await platform.source.verify(request, schema.parse({ signatureKey }), NOW)).toEqual({ ok: true });
  expect(await platform.source.verify(request, schema.parse({}), NOW)).toMatchObject({ ok: false });
});

test('the secret in the path proves the subscription that was made for the source', async () => {
  const settings = schema.parse({ pathSecret: 'a-secret-in-the-path' });
  const request = { method: 'POST', url: URL_OF_SOURCE, headers: {}, body: Buffer.from('{}') };
  const signed = platform.sign(request, settings, NOW);
  expect(signed.url).toBe(`${URL_OF_SOURCE}/a-secret-in-the-path`);
  expect(await platform.source.verify(signed, settings, NOW)).toEqual({ ok: true, method: 'path-secret' });
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: false });
  expect(platform.sign(signed, settings, NOW)).toEqual(signed);
});

test('an opportunity is a record with its value', async () => {
  expect(await readFixture('opportunity-won')).toMatchObject({
    kind: 'record',
    event: 'changed',
    vendorEvent: 'opportunity.updated',
    amount: 1000,
    currency: 'USD',
    revision: Date.parse('2019-01-15T12:48:23.392Z'),
    participants: [
      { role: 'customer', name: 'Mr. Jones' },
      { role: 'agent', name: 'Joe Kemp' },
    ],
    properties: { statusType: 'won', lead: 'lead_1' },
  });
});

test('the people of a lead are its contacts', async () => {
  expect(await readFixture('lead-created')).toMatchObject({
    kind: 'record',
    link: 'https://app.close.com/lead/lead_1/',
    participants: [
      {
        name: 'Ana Silva',
        traits: { company: 'Silva Sports', title: 'Buyer' },
        identifiers: [
          { type: 'email', value: 'ana.silva@example.net', verified: true },
          { type: 'phone', value: '+14155550132' },
          { type: 'close-contact' },
        ],
      },
    ],
  });
  expect(await readFixture('contact-deleted')).toMatchObject({
    state: 'deleted',
    event: 'deleted',
    objectId: 'cont_1',
  });
});

test('an e-mail has its sides, its thread, its new text and its attachments', async () => {
  expect(await readFixture('email-received')).toMatchObject({
    kind: 'message',
    channel: 'email',
    direction: 'inbound',
    event: 'received',
    text: 'Thank you, we take twenty.',
    conversationId: expect.stringMatching(/:acti_thread1$/),
    participants: [
      { role: 'customer', author: true, identifiers: [{ type: 'email' }, { type: 'close-contact' }] },
      { role: 'agent', author: false },
    ],
    attachments: [{ name: 'order.pdf', size: 4096 }],
  });
  expect(await readFixture('email-draft')).toMatchObject({
    kind: 'other',
    direction: 'none',
    text: 'Hello Ana',
  });
});

test('calls and messages are by number, with recording and length', async () => {
  expect(await readFixture('call-completed')).toMatchObject({
    kind: 'call',
    direction: 'inbound',
    durationSeconds: 125,
    attachments: [{ name: 'recording' }],
    participants: [
      { role: 'customer', author: true, identifiers: [{ type: 'phone', verified: true }, {}] },
      { role: 'agent', author: false },
    ],
  });
  expect(await readFixture('sms-sent')).toMatchObject({
    channel: 'sms',
    direction: 'outbound',
    event: 'sent',
  });
  expect(await readFixture('whatsapp-received')).toMatchObject({
    channel: 'whatsapp',
    direction: 'inbound',
    text: 'Thanks',
  });
});

test('notes, meetings, status changes, tasks, forms and unsubscribed addresses', async () => {
  expect(await readFixture('note-updated')).toMatchObject({
    kind: 'note',
    direction: 'internal',
    event: 'changed',
  });
  expect(await readFixture('meeting-scheduled')).toMatchObject({
    kind: 'meeting',
    durationSeconds: 1800,
    participants: [{ role: 'agent' }, { role: 'customer', name: 'Ana Silva' }],
  });
  expect(await readFixture('lead-status-change')).toMatchObject({
    kind: 'status',
    text: 'Potential → Qualified',
  });
  expect(await readFixture('task-completed')).toMatchObject({ kind: 'task', event: 'completed' });
  expect(await readFixture('form-submitted')).toMatchObject({
    kind: 'form',
    direction: 'inbound',
    subject: 'Contact us',
  });
  expect(await readFixture('unsubscribed')).toMatchObject({
    kind: 'consent',
    consents: [{ identifierValue: 'ana.silva@example.net', purpose: 'email', state: 'denied' }],
  });
  expect(await readFixture('unknown')).toMatchObject({ kind: 'other', vendorEvent: 'phone_number.created' });
});

const account = () => ({
  ...connectedVendor(source, createSimulator, 'https://close.example.com'),
  random: seeded(11),
});

const subscriptions = present(source.subscriptions);
const feeds = present(source.feeds);
const history = present(source.history);

test('a subscription is made once, found again, looked after, and made anew when it is gone', async () => {
  const { simulator, api, random } = account();
  expect(simulator.happen(random)).toEqual([]);
  expect(await subscriptions.find('events', URL_OF_SOURCE, api())).toBeUndefined();
  const made = await subscriptions.create('events', URL_OF_SOURCE, api());
  expect(await subscriptions.find('events', URL_OF_SOURCE, api())).toEqual(made);
  expect(await subscriptions.renew(made, URL_OF_SOURCE, api())).toEqual(made);
  const [delivery] = simulator.happen(() => 0.1);
  expect(await platform.source.verify(present(delivery), simulator.settings, NOW)).toMatchObject({
    ok: true,
  });
  await subscriptions.remove(made, api());
  await subscriptions.remove(made, api());
  expect(await subscriptions.renew(made, URL_OF_SOURCE, api())).toBeUndefined();
});

test('an organisation that refuses the newer event types is asked for the others', async () => {
  const { simulator, api } = account();
  simulator.vendor.fail(400, 1);
  expect(await subscriptions.create('events', URL_OF_SOURCE, api())).toMatchObject({ key: 'events' });
  expect(simulator.happen(() => 0.1)).toHaveLength(1);
});

test('the feed and the history read all that the webhooks would have told, in pages', async () => {
  const { simulator, api, random, pass } = account();
  let cursor = await feeds.start('events', api());
  const fed = new Set<string>();
  const readAll = async () => {
    let more = true;
    while (more) {
      const page = await feeds.read('events', cursor, api());
      if (page.expired) throw new Error('expired');
      for (const { body } of page.objects) {
        const raw = rawOf(platform, {
          method: 'FETCH',
          url: 'https://close.example.com/',
          headers: {},
          body,
        });
        for (const item of await source.normalize(raw, context))
          if (!('pointer' in item)) fed.add(item.interactionId);
      }
      ({ cursor, more } = page);
    }
  };
  for (let round = 0; round < 4; round += 1) {
    for (let index = 0; index < 120; index += 1) {
      pass(30_000);
      simulator.happen(random);
    }
    await readAll();
  }
  expect(fed).toEqual(simulator.interactionIds());

  const listed = new Set<string>();
  const span = { from: NOW.getTime(), to: api().now.getTime() + 1000 };
  for await (const answer of historyPages((where) => history.list({ ...span, ...where }, api()))) {
    for (const item of answer.items) for (const id of item.interactionIds) listed.add(id);
  }
  expect(listed).toEqual(simulator.interactionIds());

  pass(31 * 86_400_000);
  expect(await feeds.read('events', cursor, api())).toEqual({ expired: true });
});

test('activities older than the event log are listed, under the same ids', async () => {
  const { simulator, api, random, pass } = account();
  for (let index = 0; index < 40; index += 1) simulator.happen(random);
  pass(40 * 86_400_000);
  const { items } = await history.list({ from: NOW.getTime() - 1000, to: NOW.getTime() + 86_400_000 }, api());
  expect(items.length).toBeGreaterThan(5);
  for (const { object, interactionIds } of items) {
    const raw = rawOf(platform, {
      method: 'FETCH',
      url: 'https://close.example.com/',
      headers: {},
      body: present(object).body,
    });
    const [one] = await source.normalize(raw, context);
    expect(one).toMatchObject({ interactionId: interactionIds[0] });
    expect(simulator.interactionIds().has(present(interactionIds[0]))).toBe(true);
  }
});
