import { beforeEach, describe, expect, test } from 'vitest';
import type { Pointer } from '../contract.ts';
import { createClock, drive, type Clock, type Driven } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { context, fixtureReader, isPointer, NOW, platformOf, read, requestOf } from '../testing.ts';
import { dynamics365 } from './index.ts';
import { createSimulator, type DynamicsSimulator } from './simulator/index.ts';
import { contextTime } from './source/row.ts';

const platform = platformOf(dynamics365);
const fixture = fixtureReader('dynamics-365');
const withApi = {
  ...context,
  settings: { organizationUrl: 'https://Contoso.crm.dynamics.com/', clientId: 'app' },
};
const CONTACT = '6d81597f-0f9f-e711-8122-000d3aa2331c';

describe('the key', () => {
  const settings = platform.generateSettings() as { webhookKey: string };
  const request = requestOf(platform, fixture('contact-update'));

  test.each([
    ['WebhookKey', `?code=${settings.webhookKey}`, {}],
    ['HttpQueryString', `?key=${settings.webhookKey}`, {}],
    ['HttpHeader', '', { 'x-webhook-key': settings.webhookKey }],
  ])('%s', async (_, query, headers) => {
    const keyed = { ...request, url: request.url + query, headers: { ...request.headers, ...headers } };
    expect(await platform.source.verify(keyed, settings, NOW)).toMatchObject({ ok: true });
    expect(await platform.source.verify(keyed, platform.generateSettings(), NOW)).toMatchObject({
      ok: false,
    });
  });
});

describe('reading a delivery', () => {
  test('with the API at hand it points to the row', async () => {
    expect(await read(platform, fixture('contact-update'), withApi)).toEqual([
      { pointer: true, objectType: 'contact', objectId: CONTACT, change: 'changed', parameters: {} },
    ]);
    expect(await read(platform, fixture('merge'), withApi)).toMatchObject([
      { objectId: CONTACT },
      { objectId: '7e81597f-0f9f-e711-8122-000d3aa2331c' },
    ]);
    expect(await read(platform, fixture('too-large'), withApi)).toMatchObject([{ objectType: 'incident' }]);
  });

  test('without it, it tells what it holds', async () => {
    expect(await read(platform, fixture('contact-update'))).toMatchObject([
      {
        account: 'orgname.crm.dynamics.com',
        objectId: `contact/${CONTACT}`,
        revision: 1506384247000,
        kind: 'record',
        event: 'changed',
        vendorEvent: 'contact.Update',
        occurredAt: 1506384247000,
        participants: [
          {
            name: 'James Glynn (sample)',
            identifiers: [
              { type: 'dynamics-contact', value: `orgname.crm.dynamics.com/${CONTACT}`, verified: true },
            ],
            traits: { firstName: 'James' },
          },
        ],
        link: `https://orgname.crm.dynamics.com/main.aspx?pagetype=entityrecord&etn=contact&id=${CONTACT}`,
      },
    ]);
  });

  test('a fragment does not stand for its row, and what is not read is kept', async () => {
    expect(await read(platform, fixture('too-large'))).toMatchObject([
      { kind: 'other', objectId: expect.stringMatching(/^change\/incident\//) },
    ]);
    expect(await read(platform, fixture('custom-table'), withApi)).toMatchObject([
      { kind: 'other', vendorEvent: 'new_loyaltycard.Create', text: expect.stringContaining('James') },
    ]);
  });

  test('the samples say who spoke, who may not be written to, and what is gone', async () => {
    const [contact, incident, email, call, gone] = platform.samples(NOW);
    if (!contact || !incident || !email || !call || !gone) throw new Error('samples');
    expect(await read(platform, contact)).toMatchObject([
      {
        participants: [{ identifiers: [{ value: 'ana.silva@example.net' }, { value: '+14155550132' }, {}] }],
        consents: [{ purpose: 'marketing', state: 'denied' }],
      },
    ]);
    expect(await read(platform, incident)).toMatchObject([
      { kind: 'ticket', direction: 'inbound', participants: [{ role: 'customer', name: 'Ana Silva' }] },
    ]);
    const conversationId =
      'dynamics-365:contoso.crm.dynamics.com:incident/1f3ab6a2-7c5d-ee11-8df0-000d3aa2331c';
    expect(await read(platform, email)).toMatchObject([
      {
        kind: 'message',
        direction: 'inbound',
        text: 'Here is a photo of it.',
        conversationId,
        participants: [
          { role: 'customer', author: true },
          { role: 'agent', author: false },
        ],
      },
    ]);
    expect(await read(platform, call)).toMatchObject([
      {
        kind: 'call',
        direction: 'outbound',
        durationSeconds: 420,
        participants: [
          { role: 'agent', author: true },
          {
            role: 'customer',
            identifiers: [{ type: 'dynamics-contact' }, { type: 'phone', value: '+14155550132' }],
          },
        ],
      },
    ]);
    expect(await read(platform, gone, withApi)).toMatchObject([
      { state: 'deleted', objectId: `contact/${CONTACT}`, revision: NOW.getTime() + 1000 },
    ]);
  });

  test('an offset says that the number is of the local time', () => {
    expect(contextTime('/Date(1506409448000-0700)/')).toBe(1506384248000);
    expect(contextTime('/Date(1506384247000)/')).toBe(1506384247000);
    expect(contextTime('2024-12-10T06:43:27.963Z')).toBe(Date.UTC(2024, 11, 10, 6, 43, 27, 963));
    expect(contextTime(null)).toBeNull();
  });
});

test('a row of the Web API is read with its parties, labels and lookups', async () => {
  expect(await read(platform, fixture('email-fetched'), withApi)).toMatchObject([
    {
      account: 'contoso.crm.dynamics.com',
      kind: 'message',
      direction: 'outbound',
      subject: 'RE: Parcel 1042',
      text: 'It is on its way.',
      quotedText: expect.stringContaining('Where is it?'),
      conversationId: 'dynamics-365:contoso.crm.dynamics.com:incident/1f3ab6a2-7c5d-ee11-8df0-000d3aa2331c',
      participants: [
        { role: 'agent', author: true, name: 'Jane Smith' },
        {
          role: 'customer',
          identifiers: [{ type: 'email', value: 'ana.silva@example.net' }, { type: 'dynamics-contact' }],
        },
        { role: 'customer', identifiers: [{ type: 'email', value: 'someone@example.org' }] },
      ],
      properties: { status: 'Sent', state: 'Completed', owner: 'Jane Smith' },
    },
  ]);
});

describe('with an environment', () => {
  let clock: Clock;
  let simulator: DynamicsSimulator;
  let source: Driven;
  const { feeds, history } = platform.source;
  if (feeds === undefined || history === undefined) throw new Error('incomplete');
  const later = (minutes: number) => clock.pass(minutes * 60_000);
  const person = { firstname: 'Ana', lastname: 'Silva', emailaddress1: 'ana@example.net' };

  beforeEach(() => {
    clock = createClock(NOW);
    simulator = createSimulator({ now: clock.now, baseUrl: 'https://contoso.crm.example' });
    source = drive(platform, simulator, clock);
  });

  test('nothing is wanted of an API that is not set up', async () => {
    const bare = { ...simulator.settings, clientSecret: undefined };
    expect(feeds.wanted(bare)).toEqual([]);
    expect(history.ready(bare)).toBe(false);
    expect(platform.source.access?.(bare)).toBeUndefined();
    const pointer = { objectType: 'contact', objectId: CONTACT, change: 'changed', parameters: {} } as const;
    await expect(platform.source.fetch?.(pointer, { ...source.api, settings: bare })).rejects.toMatchObject({
      code: 'platforms.api-not-configured',
    });
  });

  test('a contact comes whole, changes, and goes', async () => {
    const [created] = await source.read(simulator.create('contact', person));
    const [first] = await source.bring(created as Pointer);
    expect(first).toMatchObject({ event: 'created', participants: [{ traits: { firstName: 'Ana' } }] });
    later(1);
    const { objectId } = created as Pointer;
    const [changed] = await source.read(simulator.update('contact', objectId, { jobtitle: 'Buyer' }));
    const [second] = await source.bring(changed as Pointer);
    expect(second).toMatchObject({
      interactionId: first?.interactionId,
      event: 'changed',
      participants: [{ traits: { firstName: 'Ana', jobTitle: 'Buyer' } }],
    });
    expect(second?.revision).toBeGreaterThan(first?.revision ?? 0);
    const [gone] = await source.read(simulator.remove('contact', objectId));
    if (gone === undefined || isPointer(gone)) throw new Error('not read');
    expect(gone).toMatchObject({ interactionId: first?.interactionId, state: 'deleted' });
    expect(gone.revision).toBeGreaterThan(second?.revision ?? 0);
    expect(await source.bring(changed as Pointer)).toMatchObject([{ state: 'deleted' }]);
  });

  test('of two states within one second, the one brought later is the later one', async () => {
    const [created] = await source.read(simulator.create('contact', person));
    clock.pass(300);
    const [first] = await source.bring(created as Pointer);
    simulator.update('contact', (created as Pointer).objectId, { jobtitle: 'Buyer' });
    clock.pass(200);
    const [second] = await source.bring(created as Pointer);
    expect(second?.revision).toBeGreaterThan(first?.revision ?? 0);
    expect(second?.occurredAt).toBe(first?.occurredAt);
  });

  test('a feed passes over what was there, and tells what comes, changes and goes', async () => {
    for (let count = 0; count < 2500; count += 1) simulator.create('contact', person);
    const [one, two] = simulator.rows();
    later(60);
    const first = await source.drain('contact', await feeds.start('contact', source.api));
    expect(first).toMatchObject({ pointers: [], expired: false });
    later(10);
    simulator.update('contact', one?.id ?? '', { jobtitle: 'Buyer' });
    simulator.remove('contact', two?.id ?? '');
    simulator.create('lead', person);
    const second = await source.drain('contact', first.cursor);
    expect(second.pointers.map(({ objectId, change }) => [objectId, change])).toEqual([
      [one?.id, 'unknown'],
      [two?.id, 'deleted'],
    ]);
    later(10);
    expect((await source.drain('contact', second.cursor)).pointers).toEqual([]);
    later(8 * 24 * 60);
    expect(await source.drain('contact', second.cursor)).toMatchObject({ expired: true });
  });

  test('history lists a span of every table by the ids that reading makes', async () => {
    simulator.create('contact', person);
    later(60);
    const from = clock.now().getTime();
    for (let count = 0; count < 1200; count += 1) simulator.create('lead', person);
    simulator.create('incident', { title: 'Late' });
    later(60);
    const to = clock.now().getTime();
    simulator.create('task', { subject: 'Call' });
    const items = await source.list(from, to);
    expect(items).toHaveLength(1201);
    for (const { pointer, interactionIds } of [...items.slice(0, 3), ...items.slice(-1)]) {
      const [row] = await source.bring(pointer);
      expect(interactionIds).toEqual([row?.interactionId]);
      expect(row?.occurredAt).toBe(from);
    }
  });

  test('limits and outages are what the fetcher knows', async () => {
    const pointer = { objectType: 'contact', objectId: CONTACT, change: 'changed', parameters: {} } as const;
    const fetch = () => platform.source.fetch?.(pointer, source.api);
    expect(await fetch()).toEqual({ found: false });
    simulator.vendor.fail(429, 1, { 'retry-after': '30' });
    await expect(fetch()).rejects.toMatchObject({
      code: 'platforms.api-limited',
      detail: { retryAfterMs: 30_000 },
    });
    simulator.vendor.fail(503, 1);
    await expect(fetch()).rejects.toMatchObject({ code: 'platforms.api-away', retryable: true });
    simulator.vendor.revokeTokens();
    expect(await fetch()).toEqual({ found: false });
  });

  test('a month of plausible work is all told of', async () => {
    const random = seeded(5);
    const told = new Set<string>();
    for (let step = 0; step < 300; step += 1) {
      later(20);
      for (const item of await source.read(simulator.happen(random)))
        for (const one of isPointer(item) ? await source.bring(item) : [item]) told.add(one.interactionId);
    }
    expect(told).toEqual(simulator.interactionIds());
  });
});
