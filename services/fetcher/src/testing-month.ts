import { hash } from 'node:crypto';
import type { HttpRequest } from '@throughline/platforms';
import { platforms } from '@throughline/platforms';
import { simulators } from '@throughline/platforms/simulators';
import type { RawRecord } from '@throughline/raw';
import type { testStack } from '@throughline/stack/testing';
import { seeded } from '@throughline/platforms/simulation';
import type { Simulator } from '@throughline/platforms/simulation';
import { expect, test } from 'vitest';
import type { Connect, SocketEvents } from './stream/connect.ts';
import { createWorld, type World } from './testing.ts';

/**
 * A month of every vendor that is asked rather than only listened to: subscriptions that lapse, tokens that end, limits,
 * outages of theirs and of ours, restarts. At the end everything that happened is there, and nothing twice.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 8, 1, 9, 30);

interface Span {
  readonly from: number;
  readonly to: number;
}

const inSpan = (time: number, { from, to }: Span) => time >= START + from && time < START + to;
/** The vendor's API is away. */
const VENDOR_AWAY: Span = { from: 5 * DAY + 3 * HOUR, to: 5 * DAY + 9 * HOUR };
/** Nothing of ours runs: what the vendor sends is lost. */
const ALL_AWAY: Span = { from: 12 * DAY, to: 13 * DAY };
/** Only the fetcher is away, longer than some vendors remember a cursor: requests wait in Kafka. */
const FETCHER_AWAY: Span = { from: 17 * DAY, to: 25 * DAY };
const LAST_EVENT = 30 * DAY;
const END = 33 * DAY;

/** The WebSockets of a vendor that has them: what a channel's socket would have sent goes to whoever is connected to it. */
function createSockets(simulator: Simulator & { socketMessages?(url: string): ReadonlyArray<string> }) {
  const open = new Map<string, SocketEvents>();
  const connect: Connect = ({ url }, events) => {
    queueMicrotask(() => {
      open.set(url, events);
      events.opened();
    });
    return { send: () => undefined, ping: () => events.alive(), close: () => void open.delete(url) };
  };
  return {
    connect,
    tell() {
      for (const [url, events] of open)
        for (const message of simulator.socketMessages?.(url) ?? []) events.message(message);
    },
    /** The process that held them is gone. */
    cut: () => open.clear(),
  };
}

const missingOf = (world: World, wanted: ReadonlySet<string>) =>
  [...wanted].filter((id) => !world.arrived.has(id));

const contentOf = ({ url, headers, body }: RawRecord): string =>
  hash('sha256', JSON.stringify([url, headers['x-fetch-object'], Buffer.from(body).toString('base64')]));

type Stack = Awaited<ReturnType<typeof testStack>>;

/**
 * Tests every second vendor, so that two files share the work.
 * @param odd which half
 */
export function testMonths(stack: Stack, odd: boolean): void {
  const only = process.env['MONTH_OF']?.split(',');
  const ids = Object.keys(simulators).filter(
    (id, index) => (index % 2 === 1) === odd && (only?.includes(id) ?? true),
  );
  test.each(ids)('a month of %s: nothing missed, nothing doubled', { timeout: 300_000 }, (id) =>
    liveThrough(stack, id),
  );
  // With MONTH_OF, one half may have nothing to do.
  test.runIf(ids.length === 0)('no vendor of this half was asked for', () => undefined);
}

async function liveThrough(stack: Stack, id: string): Promise<void> {
  const platform = platforms.get(id);
  const random = seeded(id.length * 7_919 + id.charCodeAt(0));
  let time = START;
  const create = simulators[id];
  if (create === undefined) throw new Error(id);
  const simulator = create({ now: () => new Date(time), baseUrl: `https://${id}.vendor.example` });
  const settings = platform.source.settings.parse(simulator.settings);
  const { vendor } = simulator;
  const sockets = createSockets(simulator);
  const world = await createWorld({
    stack,
    platform,
    settings,
    start: new Date(time),
    connect: sockets.connect,
    http: async (request) => {
      const response = await vendor.http(request);
      // Now and then an answer is lost on its way: the vendor has done it, and we do not know.
      if (random() < 0.003) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      return response;
    },
  });
  vendor.outage(new Date(START + VENDOR_AWAY.from), new Date(START + VENDOR_AWAY.to));
  const { history, feeds } = platform.source;
  const survivesLoss = history?.ready(settings) === true || (feeds?.wanted(settings).length ?? 0) > 0;

  const arriving = async (requests: ReadonlyArray<HttpRequest>) => {
    if (survivesLoss && inSpan(time, ALL_AWAY)) return;
    for (const request of requests) await world.deliver(request);
  };

  const began = performance.now();
  let step = 0;
  let wasAway = false;
  try {
    await world.engine.settle();
    while (time < START + END) {
      time += (20 + Math.floor(random() * 60)) * MINUTE;
      step += 1;
      world.setTime(new Date(time));
      if (time < START + LAST_EVENT)
        for (let events = Math.floor(random() * 3); events > 0; events -= 1)
          await arriving(simulator.happen(random));
      await arriving(simulator.tick());
      sockets.tell();

      const away = inSpan(time, ALL_AWAY) || inSpan(time, FETCHER_AWAY);
      if (away && !wasAway && !inSpan(time, ALL_AWAY)) world.holdRequests();
      if (!away && wasAway) {
        sockets.cut();
        world.restart();
        await world.resume();
      }
      wasAway = away;
      if (away) continue;
      if (step % 61 === 0) vendor.fail(429, 3, { 'retry-after': '120' });
      if (step % 83 === 0) vendor.fail(503, 4);
      if (step % 97 === 0) vendor.revokeTokens();
      if (step % 71 === 0) {
        sockets.cut();
        world.restart();
      }
      if (step % 101 === 0) world.failProducing(2);
      await world.engine.settle(step % 4 === 0);
    }
    const wanted = simulator.interactionIds();
    expect(wanted.size).toBeGreaterThan(20);
    expect(missingOf(world, wanted)).toEqual([]);
    expect([...world.arrived.keys()].filter((one) => !wanted.has(one))).toEqual([]);
    // Written again is only what was not noted any more after writing, by a crash between the two, and what came with
    // something new of the same object, or by list and by id in different shapes.
    const contents = new Set(world.written.map(contentOf));
    expect(world.written.length - contents.size).toBeLessThan(Math.max(20, world.written.length * 0.25));
    if (process.env['MONTH_FIGURES'] !== undefined) {
      const figures = {
        id,
        steps: step,
        seconds: Math.round((performance.now() - began) / 1_000),
        wanted: wanted.size,
        written: world.written.length,
        writtenAgain: world.written.length - contents.size,
        readings: world.interactions.length,
        documents: new Set(world.interactions.map((one) => one.documentId)).size,
        requests: vendor.requests.length,
      };
      process.stdout.write(`${JSON.stringify(figures)}\n`);
    }
  } finally {
    await world.close();
  }
}
