import { createFollowing, createTokenStore } from '@throughline/following';
import { parseKeyRing } from '@throughline/connections';
import type { Platform } from '@throughline/platforms';
import { testStack } from '@throughline/stack/testing';
import { afterAll, expect, test } from 'vitest';
import type { Connect, SocketEvents } from './stream/connect.ts';
import { acme, acmeSettings, createAcme, idOf, type Acme, type AcmeSettings } from './test-vendor.ts';
import { createWorld, KEYS, SOURCE_ID, type World, type WorldOptions } from './testing.ts';

const stack = await testStack();
const worlds: World[] = [];
afterAll(async () => {
  for (const world of worlds) await world.close();
  await stack.cleanUp();
});

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 10, 10, 12);

interface Scene {
  readonly world: World;
  readonly vendor: Acme;
  readonly following: ReturnType<typeof createFollowing>;
  /** Lets time go by in steps of ten minutes, with all that is due being done. */
  pass(milliseconds: number): Promise<void>;
  source(): Promise<Awaited<ReturnType<ReturnType<typeof createFollowing>['sources']>>[number] | undefined>;
}

async function scene(
  wants: AcmeSettings['wants'],
  options: Partial<WorldOptions> & {
    prepare?: (vendor: Acme, at: (time: number) => void) => void;
    observe?: (url: URL) => void;
  } = {},
): Promise<Scene> {
  let time = NOON;
  const vendor = createAcme(() => new Date(time));
  options.prepare?.(vendor, (at) => void (time = at));
  time = NOON;
  const world = await createWorld({
    stack,
    platform: acme as unknown as Platform,
    settings: { ...acmeSettings, wants },
    http: (request) => {
      options.observe?.(new URL(request.url));
      return vendor.vendor.http(request);
    },
    start: new Date(NOON),
    ...options,
  });
  worlds.push(world);
  const following = createFollowing(world.database, world.now);
  await world.engine.settle();
  return {
    world,
    vendor,
    following,
    async pass(milliseconds) {
      for (const end = time + milliseconds; time < end;) {
        time = Math.min(end, time + 10 * MINUTE);
        world.setTime(new Date(time));
        await world.engine.settle();
      }
    },
    source: async () => (await following.sources([SOURCE_ID]))[0],
  };
}

test('one token for all replicas, renewed before it lapses, kept encrypted with the rotated refresh token', async () => {
  const { world, vendor, pass } = await scene([]);
  const other = world.another();
  await world.deliver(vendor.notice(vendor.say('one')));
  await world.deliver(vendor.notice(vendor.say('two')));
  await Promise.all([world.engine.settle(), other.settle()]);
  expect(vendor.asked('POST /token')).toBe(1);
  const row = await world.database.kysely.selectFrom('tokens').selectAll().executeTakeFirstOrThrow();
  const grant = await createTokenStore(world.database, parseKeyRing(KEYS), world.now).get(SOURCE_ID);
  expect(grant?.refreshToken).toMatch(/^refresh-[0-9a-f]+/);
  expect(row.sealed?.includes(grant?.accessToken ?? '')).toBe(false);
  await pass(59 * MINUTE);
  await world.deliver(vendor.notice(vendor.say('three')));
  await pass(10 * MINUTE);
  expect(vendor.asked('POST /token')).toBe(2);
  // A new process goes on with the refresh token that the vendor rotated to.
  world.restart();
  await pass(2 * HOUR);
  await world.deliver(vendor.notice(vendor.say('four')));
  await pass(10 * MINUTE);
  expect(vendor.asked('POST /token')).toBe(3);
  expect(world.arrived.size).toBe(4);
});

test('a 401 is answered by one fresh token and one more try', async () => {
  const { world, vendor, pass, source } = await scene([]);
  await world.deliver(vendor.notice(vendor.say('one')));
  await pass(10 * MINUTE);
  vendor.vendor.revokeTokens();
  await world.deliver(vendor.notice(vendor.say('two')));
  await pass(10 * MINUTE);
  expect(vendor.asked('POST /token')).toBe(2);
  expect(vendor.asked('GET /messages/m2')).toBe(2);
  expect((await source())?.state).toBe('following');
  expect(world.arrived.size).toBe(2);
});

test('a refused refresh blocks the source, asks no more, loses nothing, and ends with new settings', async () => {
  const { world, vendor, pass, source } = await scene([]);
  world.setSettings({ ...acmeSettings, wants: [], refreshToken: 'withdrawn' });
  await world.deliver(vendor.notice(vendor.say('one')));
  await world.deliver(vendor.notice(vendor.say('two')));
  await pass(5 * HOUR);
  expect(vendor.asked('POST /token')).toBe(1);
  expect(await source()).toMatchObject({
    state: 'blocked',
    error: { code: 'fetcher.access-refused' },
    jobs: { live: 2, failed: 0 },
  });
  world.setSettings({ ...acmeSettings, wants: [] });
  await pass(10 * MINUTE);
  expect(world.arrived.size).toBe(2);
  expect(await source()).toMatchObject({ state: 'following', error: null });
});

test('a limit pauses every lane of the source until the vendor allows it; then what is live comes first', async () => {
  const { world, vendor, pass, source } = await scene(['history'], {
    perSource: 1,
    prepare(vendor, at) {
      for (let back = 1; back < 5; back += 1) {
        at(NOON - back * DAY);
        vendor.say(`${back} days ago`);
      }
    },
  });
  vendor.vendor.fail(429, 1, { 'retry-after': '3600' });
  await world.deliver(vendor.notice(vendor.say('now')));
  await pass(10 * MINUTE);
  const asked = vendor.vendor.requests.length;
  await pass(40 * MINUTE);
  expect(vendor.vendor.requests.length).toBe(asked);
  expect((await source())?.pausedUntil).toBeGreaterThan(world.now().getTime());
  await pass(2 * HOUR);
  const fetches = vendor.vendor.requests.filter((one) => one.startsWith('GET /messages/'));
  expect(fetches.indexOf('GET /messages/m5')).toBeLessThanOrEqual(1);
  expect(world.arrived.size).toBe(5);
  expect(await source()).toMatchObject({ jobs: { live: 0, retry: 0, backfill: 0, failed: 0 } });
});

test('a subscription is made once, renewed before it lapses, made anew when gone, and removed in the end', async () => {
  let lose = false;
  let time = NOON;
  const vendor = createAcme(() => new Date(time));
  const world = await createWorld({
    stack,
    platform: acme as unknown as Platform,
    settings: { ...acmeSettings, wants: ['subscription', 'history'] },
    start: new Date(NOON),
    http: async (request) => {
      const answer = await vendor.vendor.http(request);
      if (lose && request.method === 'POST' && request.url.endsWith('/subscriptions')) {
        lose = false;
        throw new Error('the answer is lost');
      }
      return answer;
    },
  });
  worlds.push(world);
  const pass = async (milliseconds: number) => {
    for (const end = time + milliseconds; time < end;) {
      time += 10 * MINUTE;
      world.setTime(new Date(time));
      await world.engine.settle();
    }
  };
  lose = true;
  await world.engine.settle();
  await pass(HOUR);
  // Made, though we did not hear of it: found the next time.
  expect(vendor.subscriptions.size).toBe(1);
  expect(vendor.asked('POST /subscriptions')).toBe(1);
  await pass(3 * DAY);
  expect(vendor.asked('PATCH /subscriptions/sub-1')).toBe(3);
  expect(vendor.asked('POST /subscriptions')).toBe(1);

  vendor.say('while nobody was told');
  vendor.subscriptions.clear();
  await world.deliver(vendor.notice('sub-1', 'subscription', 'deleted'));
  await pass(HOUR);
  expect([...vendor.subscriptions.keys()]).toEqual(['sub-2']);
  expect(world.arrived.size).toBe(1);

  await world.deliver(vendor.notice('sub-2', 'subscription', 'changed'));
  await world.engine.settle();
  expect(vendor.asked('PATCH /subscriptions/sub-2')).toBe(1);

  world.setSettings({ ...acmeSettings, wants: ['history'] });
  await pass(10 * MINUTE);
  expect(vendor.subscriptions.size).toBe(0);
  world.setSettings({ ...acmeSettings, wants: ['subscription'] });
  await pass(10 * MINUTE);
  expect(vendor.subscriptions.size).toBe(1);
  world.deleteSource();
  await pass(20 * MINUTE);
  expect(vendor.subscriptions.size).toBe(0);
  expect(await world.database.kysely.selectFrom('sources').selectAll().execute()).toEqual([]);
  expect(await world.database.kysely.selectFrom('tokens').selectAll().execute()).toEqual([]);
});

test('a feed is read when told and by itself; its cursor moves only behind what is durable', async () => {
  const { world, vendor, pass } = await scene(['feed']);
  for (let count = 0; count < 7; count += 1) vendor.say(`whole ${count}`, count % 2 === 0);
  await world.deliver(vendor.notice('changes', 'feed'));
  world.failProducing(1);
  await world.engine.settle();
  expect(world.arrived.size).toBeLessThan(7);
  world.restart();
  await pass(20 * MINUTE);
  expect(world.arrived.size).toBe(7);
  // Every object once, though pages were read again.
  expect(world.written.length).toBe(7);
  vendor.say('nobody tells');
  await pass(HOUR + 10 * MINUTE);
  expect(world.arrived.size).toBe(8);
});

test('a forgotten cursor: the feed begins anew and history closes the gap', async () => {
  const { world, vendor, pass, source } = await scene(['feed', 'history']);
  await pass(2 * DAY);
  for (let count = 0; count < 8; count += 1) vendor.say(`lost ${count}`);
  vendor.forgetFeed();
  vendor.say('after');
  await pass(2 * HOUR);
  expect(world.arrived.size).toBe(9);
  expect((await source())?.feeds[0]).toMatchObject({ feed: 'changes', error: null });
});

test('a back-fill goes day by day, newest first, over restarts, and its figures add up', async () => {
  const listed: number[] = [];
  const { world, vendor, pass, source, following } = await scene(['history'], {
    observe(url) {
      if (url.pathname === '/history') listed.push(Number(url.searchParams.get('from')));
    },
    prepare(vendor, at) {
      for (let back = 6; back >= 0; back -= 1)
        for (let count = 0; count < 7; count += 1) {
          at(NOON - back * DAY - count * MINUTE - MINUTE);
          vendor.say(`${back}/${count}`);
        }
    },
  });
  await pass(10 * MINUTE);
  world.restart();
  await pass(30 * MINUTE);
  expect((await source())?.backfill).toEqual({ days: 5, done: 5, found: 35, missing: 0, fetched: 35 });
  expect(world.arrived.size).toBe(35);
  expect(world.written.length).toBe(35);
  expect(Math.max(...listed.slice(0, 2))).toBe(Math.max(...listed));
  expect(Math.min(...listed.slice(-2))).toBe(Math.min(...listed));

  await following.backfill(SOURCE_ID, 7);
  vendor.vendor.fail(503, 3);
  await pass(HOUR);
  expect((await source())?.backfill).toMatchObject({ days: 7, done: 7, fetched: 49 });
  const days = await following.completeness({ sourceId: SOURCE_ID, from: '2026-11-01', to: '2026-12-01' });
  expect(days.map((day) => day.completeness)).toEqual(days.map(() => 1));

  // Yesterday is compared once more, and has it all.
  await pass(DAY);
  const [yesterday] = (await following.completeness({ from: '2026-11-10', to: '2026-11-11' })).slice(0, 1);
  expect(yesterday).toMatchObject({ day: '2026-11-10', vendorCount: 7, archivedCount: 7, fetched: 0 });
});

test('what was lost while nothing of ours ran is found by the next comparison', async () => {
  const { world, vendor, pass, following } = await scene(['subscription', 'history']);
  await pass(HOUR);
  for (let count = 0; count < 5; count += 1) vendor.say(`lost ${count}`);
  await pass(16 * HOUR);
  expect([...world.arrived.keys()].sort()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5'].map(idOf));
  expect(await following.completeness({ from: '2026-11-10', to: '2026-11-11' })).toMatchObject([
    { vendorCount: 5, archivedCount: 0, fetched: 5, completeness: 1 },
  ]);
});

function createSockets() {
  const sockets: Array<{ url: string; events: SocketEvents; sent: string[]; closed: boolean }> = [];
  const connect: Connect = ({ url }, events) => {
    const one = { url, events, sent: [] as string[], closed: false };
    sockets.push(one);
    return {
      send: (text) => void one.sent.push(text),
      ping: () => events.alive(),
      close: () => void (one.closed = true),
    };
  };
  const last = () => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error('nothing is connected');
    return socket;
  };
  return { sockets, connect, last };
}

test('a stream is held by one replica, its messages are durable before they count, and every break is made good', async () => {
  const { sockets, connect, last } = createSockets();
  const { world, vendor, pass, source } = await scene(['stream', 'history'], { connect });
  const other = world.another();
  await other.settle();
  expect(sockets).toHaveLength(1);
  last().events.opened();
  await world.engine.settle();
  expect(last().sent).toEqual(['hello']);
  expect((await source())?.stream).toMatchObject({ error: null });

  const tell = (id: string) =>
    last().events.message(JSON.stringify({ kind: 'message', ...vendor.messages.get(id) }));
  tell(vendor.say('heard'));
  await pass(MINUTE);
  expect([...world.arrived.keys()]).toEqual([idOf('m1')]);
  expect(world.written[0]).toMatchObject({ method: 'STREAM', url: 'wss://acme.example' });

  // Kafka is away while one comes in: the connection does not outlive it, and the gap is closed.
  world.failProducing(1);
  tell(vendor.say('not durable'));
  await pass(20 * MINUTE);
  expect(sockets).toHaveLength(2);
  last().events.opened();
  await pass(30 * MINUTE);
  expect(world.arrived.has(idOf('m2'))).toBe(true);

  // The vendor hangs up, and something happens before we are back.
  last().events.closed();
  vendor.say('between');
  await pass(20 * MINUTE);
  expect(sockets).toHaveLength(3);
  last().events.opened();
  await pass(30 * MINUTE);
  expect(world.arrived.size).toBe(3);

  // A channel that is about to end is opened anew before.
  await pass(DAY);
  expect(sockets.length).toBeGreaterThan(3);
  expect(sockets.slice(0, -1).every(({ closed }) => closed)).toBe(true);
});

test('a long day goes on where it was, over runs and restarts', async () => {
  const { world, vendor, pass, source } = await scene(['history'], {
    prepare(vendor, at) {
      for (let count = 0; count < 400; count += 1) {
        at(NOON - DAY + count * MINUTE);
        vendor.say(`long ${count}`);
      }
    },
  });
  const pages = () => vendor.asked('GET /history');
  await pass(10 * MINUTE);
  world.restart();
  await pass(HOUR);
  expect(world.arrived.size).toBe(400);
  // 134 pages of three, and one for each of the other days; today is listed in one more.
  expect(pages()).toBeLessThan(160);
  expect((await source())?.backfill).toMatchObject({
    days: 5,
    done: 5,
    found: 400,
    missing: 0,
    fetched: 400,
  });
});
