import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliveries, signedRequest } from '@throughline/traffic';
import { startRig, type Rig } from '../../tests/rig.ts';
import { spanOf, usageOf } from '../measure/process.ts';
import type { Admin } from 'kafkajs';
import { connectAdmin, progressOf } from '../measure/drain.ts';
import type { Row } from '../measure/report.ts';
import { between, quantileOf, scrape } from '../measure/scrape.ts';
import { prepareStage, type BenchContext } from './context.ts';
import { serviceNames, type SystemService } from '@throughline/stack/system';

const STEADY_PER_SECOND = 50;
/** So many that the 99th percentile is not the slowest one alone. */
const PROBES = 300;
const WARM_UP = 2_000;
/** Seldom enough that looking is no load beside what is looked for: it adds half of this to a latency, on average. */
const LOOK_EVERY_MS = 100;
const PEOPLE = 500;

const quantile = (sorted: ReadonlyArray<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

async function sendAll(
  rig: Rig,
  count: number,
  seed: number,
  perSecond: number,
  until?: AbortSignal,
): Promise<void> {
  const traffic = deliveries({ seed, count, people: PEOPLE, start: new Date() });
  const begun = performance.now();
  let sent = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let next = traffic.next(); next.done !== true && until?.aborted !== true; next = traffic.next()) {
        const due = begun + (sent++ / perSecond) * 1000;
        const early = due - performance.now();
        if (early > 1) await sleep(early);
        const status = await rig.sender.send(signedRequest(next.value, rig.sources, new Date()));
        if (status >= 300 || status === 0) throw new Error(`a delivery was answered ${status}`);
      }
    }),
  );
}

/** From the vendor's request to the first search that finds it, while other deliveries come in steadily. */
async function searchLatencies(rig: Rig): Promise<number[]> {
  const enough = new AbortController();
  const load = sendAll(rig, Number.MAX_SAFE_INTEGER, 1, STEADY_PER_SECOND, enough.signal);
  const latencies: number[] = [];
  const probes = deliveries({
    seed: 2,
    count: PROBES,
    people: PEOPLE,
    start: new Date(),
    mix: { twilio: 1 },
  });
  try {
    for (const { platform, sample } of probes) {
      const word = `probe${latencies.length}x${Date.now()}`;
      const body = String(sample.body)
        .replace(/Body=[^&]*/, `Body=${word}`)
        .replace(/MessageSid=[^&]*/, `MessageSid=SM${word}`);
      const begun = performance.now();
      await rig.sender.send(
        signedRequest({ platform, sample: { ...sample, body } }, rig.sources, new Date()),
      );
      for (;;) {
        const { items } = await rig.get<{ items: unknown[] }>(`/interactions?q=${word}&limit=1`);
        if (items.length > 0) break;
        await sleep(LOOK_EVERY_MS);
      }
      latencies.push(performance.now() - begun);
    }
  } finally {
    enough.abort();
    await load;
  }
  return latencies.sort((a, b) => a - b);
}

/** How many resolved interactions are archived by now. */
async function archived(admin: Admin, prefix: string): Promise<number> {
  const progress = await progressOf(admin, `${prefix}archiver-interactions`, [
    `${prefix}interactions.resolved`,
  ]);
  return progress.committed;
}

/** Sends and waits until the last one is archived; deliveries a second. */
async function burst(rig: Rig, admin: Admin, prefix: string, count: number, perSecond: number, seed: number) {
  const before = await archived(admin, prefix);
  const begun = performance.now();
  await sendAll(rig, count, seed, perSecond);
  while ((await archived(admin, prefix)) - before < count) await sleep(50);
  return count / ((performance.now() - begun) / 1000);
}

const look = async (services: ReadonlyArray<SystemService>) =>
  Promise.all(
    services.map(async ({ adminUrl, pid = 0 }) => ({ handled: await scrape(adminUrl), usage: usageOf(pid) })),
  );

type Look = Awaited<ReturnType<typeof look>>;

/** Each service between two looks; latencies are from receipt at the edge to the service's commit, those of the edge to its answer. */
const rowsOf = (services: ReadonlyArray<SystemService>, before: Look, after: Look): Row[] =>
  services.map(({ name, pid = 0 }, index) => {
    const [first, last] = [before[index], after[index]];
    if (first === undefined || last === undefined) throw new Error(`${name} was not looked at`);
    const handled = between(first.handled, last.handled);
    const span = spanOf(first.usage, last.usage);
    const [p50, p99] = [quantileOf(handled, 0.5), quantileOf(handled, 0.99)];
    return {
      what: `${name}, within the whole`,
      ...(handled.events > 0 && {
        rate: handled.events / span.seconds,
        perCpuSecond: handled.events / span.cpuSeconds,
      }),
      ...(p50 !== undefined && { p50Ms: 1000 * p50 }),
      ...(p99 !== undefined && { p99Ms: 1000 * p99 }),
      peakMb: usageOf(pid).peakMb,
      goal: '300 MB',
    };
  });

/** Every service at once, on the same two cores as the backing services and the load. */
export async function endToEndStage(context: BenchContext): Promise<Row[]> {
  const { folder, say } = context;
  const { prefix, system: make } = await prepareStage(context, 'end-to-end');
  const system = await make(serviceNames);
  await system.start();
  const rig = await startRig({ folder: join(folder, 'end-to-end'), system });
  const admin = await connectAdmin(context.stack.kafkaBrokers);
  try {
    // Ten processes and OpenSearch compile what they run most: what is measured is a system that has run for a minute.
    const warming = await burst(rig, admin, prefix, WARM_UP, STEADY_PER_SECOND, 4);
    say(`end to end: ${WARM_UP} deliveries archived at ${warming.toFixed(0)}/s to warm up`);
    const before = await look(system.services);
    const latencies = await searchLatencies(rig);
    const after = await look(system.services);
    say(
      `end to end: searchable after ${quantile(latencies, 0.5).toFixed(0)} ms (p50), ${quantile(latencies, 0.99).toFixed(0)} ms (p99)`,
    );
    const rate = await burst(rig, admin, prefix, Math.min(context.count, 10_000), Infinity, 3);
    return [
      {
        what: `end to end, webhook to search, at ${STEADY_PER_SECOND}/s`,
        p50Ms: quantile(latencies, 0.5),
        p99Ms: quantile(latencies, 0.99),
        goal: 'p99 2,000 ms',
      },
      { what: 'end to end, a burst until archived', rate },
      ...rowsOf(system.services, before, after),
    ];
  } finally {
    await admin.disconnect();
    await rig.stop();
  }
}
