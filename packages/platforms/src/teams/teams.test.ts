import { beforeEach, describe, expect, test } from 'vitest';
import type { Pointer } from '../contract.ts';
import { createClock, drive, type Clock, type Driven } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { context, fixtureReader, isPointer, NOW, platformOf, read } from '../testing.ts';
import { teams } from './index.ts';
import { createSimulator, type TeamsSimulator } from './simulator/index.ts';

const platform = platformOf(teams);
const fixture = fixtureReader('teams');
const inTenant = { ...context, settings: { tenantId: '2432b57b-0abd-43db-aa7b-16eadd115d34' } };
const CHANNEL = '19:4a95f7d8db4c4e7fae857bcebe0623e6@thread.tacv2';

describe('reading', () => {
  test('a message is read with its thread, quote and files', async () => {
    expect(await read(platform, fixture('message-fetched'), inTenant)).toMatchObject([
      {
        account: '2432b57b-0abd-43db-aa7b-16eadd115d34',
        objectId: `${CHANNEL}/1616965872395`,
        revision: 1616965872395,
        kind: 'message',
        event: 'received',
        direction: 'outbound',
        occurredAt: 1616965872395,
        conversationId: `teams:2432b57b-0abd-43db-aa7b-16eadd115d34:${CHANNEL}/1616965872395`,
        text: 'Hello World @Jane Smith 🙂',
        quotedText: 'Who is in?',
        participants: [{ role: 'agent', author: true, name: 'Robin Kline' }],
        attachments: [{ name: 'plan.docx', url: expect.stringContaining('sharepoint') }],
        link: expect.stringContaining('teams.microsoft.com/l/message/'),
      },
    ]);
  });

  test('the settings say who members of our own tenant are', async () => {
    const settings = { ...inTenant.settings, members: 'customers' };
    expect(await read(platform, fixture('message-fetched'), { ...context, settings })).toMatchObject([
      { direction: 'inbound', participants: [{ role: 'customer' }] },
    ]);
    const named = { ...settings, agents: ['8ea0e38b-efb3-4757-924a-5f94061cf8c2'] };
    expect(await read(platform, fixture('message-fetched'), { ...context, settings: named })).toMatchObject([
      { direction: 'outbound' },
    ]);
  });

  test('what Teams notes itself is kept', async () => {
    expect(await read(platform, fixture('system-event-fetched'), inTenant)).toMatchObject([
      {
        kind: 'other',
        direction: 'none',
        participants: [],
        text: expect.stringContaining('Team for Microsoft'),
      },
    ]);
  });

  test.each([
    [
      "teams('fbe2bf47-16c8-47cf-b4a5-4b9b187c508b')/channels('19%3Aa%40thread.tacv2')/messages('1')/replies('2')",
      '19:a@thread.tacv2/2',
    ],
    [
      '/teams/fbe2bf47-16c8-47cf-b4a5-4b9b187c508b/channels/19:a@thread.tacv2/messages/1',
      '19:a@thread.tacv2/1',
    ],
    ["chats('19:b@unq.gbl.spaces')/messages('3')", '19:b@unq.gbl.spaces/3'],
    ["teams('..')/channels('19:a')/messages('1')", undefined],
    ["teams('fbe2bf47-16c8-47cf-b4a5-4b9b187c508b')/channels('19:a')/messages('../x')", undefined],
  ])('%s', async (resource, objectId) => {
    const body = JSON.stringify({ value: [{ resource, changeType: 'created' }] });
    const [item] = await read(platform, { ...fixture('chat-notification'), body });
    expect(item).toMatchObject(objectId === undefined ? { kind: 'other' } : { pointer: true, objectId });
  });
});

describe.each([
  ['basic', false],
  ['rich', true],
])('with a channel and %s notifications', (_, rich) => {
  const URL_OF_SOURCE = 'https://edge.example.com/webhooks/teams/src_1';
  let clock: Clock;
  let simulator: TeamsSimulator;
  let source: Driven;
  let key: string;
  const { subscriptions, feeds } = platform.source;
  if (subscriptions === undefined || feeds === undefined) throw new Error('incomplete');
  const later = (minutes: number) => clock.pass(minutes * 60_000);
  const pointersOf = async (deliveries: Parameters<Driven['read']>[0]): Promise<ReadonlyArray<Pointer>> =>
    (await source.read(deliveries)).filter(isPointer);

  beforeEach(async () => {
    clock = createClock(NOW);
    simulator = createSimulator({ now: clock.now, baseUrl: 'https://graph.example' }, { rich });
    source = drive(platform, simulator, clock);
    key = simulator.settings.channels[0] ?? '';
    await subscriptions.create(key, URL_OF_SOURCE, source.api);
  });

  test('a message, its reply, its edit and its end', async () => {
    const [asked] = await pointersOf(simulator.write('customer', 'Where is it?'));
    if (asked === undefined) throw new Error('no pointer');
    expect('data' in asked.parameters).toBe(rich);
    const [question] = await source.bring(asked);
    expect(question).toMatchObject({
      kind: 'message',
      direction: 'inbound',
      text: 'Where is it?',
      participants: [{ role: 'customer', name: 'Robin Kline' }],
    });
    const id = simulator.ids()[0] ?? '';
    later(1);
    const [answered] = await pointersOf(simulator.write('agent', 'On its way.', id));
    expect(await source.bring(answered as Pointer)).toMatchObject([
      { direction: 'outbound', conversationId: question?.conversationId, text: 'On its way.' },
    ]);
    later(1);
    const [edited] = await pointersOf(simulator.edit(id, 'Where is my parcel?'));
    const [changed] = await source.bring(edited as Pointer);
    expect(changed).toMatchObject({
      interactionId: question?.interactionId,
      event: 'changed',
      text: 'Where is my parcel?',
    });
    expect(changed?.revision).toBeGreaterThan(question?.revision ?? 0);
    later(1);
    const [removed] = await pointersOf(simulator.remove(id));
    const [deleted] = await source.bring(removed as Pointer);
    expect(deleted).toMatchObject({ interactionId: question?.interactionId, state: 'deleted', text: null });
    expect(deleted?.revision).toBeGreaterThan(changed?.revision ?? 0);
  });

  test('content that the key does not open is fetched', async () => {
    const [pointer] = await pointersOf(simulator.write('customer', 'Hello'));
    if (pointer === undefined) throw new Error('no pointer');
    const parameters = { ...pointer.parameters, dataSignature: 'AAAA' };
    expect(await source.bring({ ...pointer, parameters })).toMatchObject([{ text: 'Hello' }]);
    expect(simulator.vendor.requests.some((one) => one.startsWith('GET /v1.0/teams/'))).toBe(true);
  });

  test('a feed tells of what changed in a chain, and of nothing else in it', async () => {
    simulator.write('customer', 'first');
    const [root = ''] = simulator.ids();
    for (let count = 0; count < 30; count += 1) simulator.write('agent', `reply ${count}`, root);
    later(60);
    const start = await feeds.start(key, source.api);
    later(20);
    simulator.write('customer', 'another reply', root);
    simulator.write('customer', 'another message');
    later(20);
    const first = await source.drain(key, start);
    const told = new Set(first.pointers.map(({ objectId }) => objectId.split('/').at(-1)));
    expect(told).toEqual(new Set(simulator.ids().slice(-2)));
    simulator.remove(root);
    later(20);
    const second = await source.drain(key, first.cursor);
    expect(second.pointers).toMatchObject([{ objectId: `${CHANNEL}/${root}` }]);
    later(20);
    expect((await source.drain(key, second.cursor)).pointers).toEqual([]);
    simulator.forgetDeltaTokens();
    expect(await source.drain(key, second.cursor)).toMatchObject({ expired: true });
  });

  test('history lists a span, replies and all, by the ids that reading makes', async () => {
    simulator.write('customer', 'before');
    later(60);
    const from = clock.now().getTime();
    for (let count = 0; count < 60; count += 1) {
      simulator.write('customer', 'root');
      simulator.write('agent', 'reply', simulator.ids().at(-1) ?? '');
      later(1);
    }
    const to = clock.now().getTime();
    simulator.write('customer', 'after');
    const items = await source.list(from, to);
    expect(items).toHaveLength(120);
    for (const { pointer, interactionIds } of items) {
      const [message] = await source.bring(pointer);
      expect(interactionIds).toEqual([message?.interactionId]);
    }
  });

  test('a month of plausible talk is all told of', async () => {
    const random = seeded(11);
    const told = new Set<string>();
    for (let step = 0; step < 120; step += 1) {
      later(20);
      for (const pointer of await pointersOf(simulator.happen(random)))
        for (const one of await source.bring(pointer)) told.add(one.interactionId);
    }
    expect([...told].toSorted()).toEqual([...simulator.interactionIds()].toSorted());
  });
});
