import autocannon from 'autocannon';
import { createHmac } from 'node:crypto';
import { freePorts } from '@throughline/stack';
import { createConsoleApi } from '../../scripts/start/console-api.ts';
import { startChild } from '../measure/child.ts';
import { connectAdmin, createTopic } from '../measure/drain.ts';
import { spanOf, usageOf } from '../measure/process.ts';
import { median, type Row } from '../measure/report.ts';
import { prepareStage, type BenchContext } from './context.ts';

const CONNECTIONS = 64;
const WARM_UP_SECONDS = 6;
/** So short that a host whose speed changes within the minute changes both alike. */
const TURN_SECONDS = 2;

interface Target {
  readonly url: string;
  readonly pid: number;
}

interface Shot {
  readonly rate: number;
  readonly perCpuSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly peakMb: number;
}

const ORDERS = 256;
const SECRET = 'bench-secret';

/** An order of about 1 kB, as Shopify sends it. */
const order = (number: number): string =>
  JSON.stringify({
    id: 820_982_911 + number,
    name: `#${1000 + number}`,
    email: `ana.${number}@example.net`,
    updated_at: '2026-11-01T10:00:00Z',
    created_at: '2026-11-01T10:00:00Z',
    total_price: '59.20',
    currency: 'USD',
    note: 'x'.repeat(760),
    line_items: [{ title: 'Trail running shoes', quantity: 1 }],
  });

const requests = Array.from({ length: ORDERS }, (_, number) => {
  const body = order(number);
  return {
    method: 'POST' as const,
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Shopify-Captain-Hook',
      'x-shopify-event-id': `98880550-7158-44d4-b7cd-${String(number).padStart(12, '0')}`,
      'x-shopify-hmac-sha256': createHmac('sha256', SECRET).update(body).digest('base64'),
      'x-shopify-topic': 'orders/create',
      'x-shopify-shop-domain': 'bench.myshopify.com',
    },
  };
});

const fire = ({ url }: Target, duration: number) =>
  autocannon({ url, connections: CONNECTIONS, duration, requests });

async function turn(target: Target): Promise<Shot> {
  const before = usageOf(target.pid);
  const result = await fire(target, TURN_SECONDS);
  const span = spanOf(before, usageOf(target.pid));
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} refused, ${result.errors} failed`);
  const count = result.requests.total;
  return {
    rate: count / span.seconds,
    perCpuSecond: count / span.cpuSeconds,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    peakMb: span.peakMb,
  };
}

const summaryOf = (shots: ReadonlyArray<Shot>, middle: (values: ReadonlyArray<number>) => number): Shot => ({
  rate: middle(shots.map((shot) => shot.rate)),
  perCpuSecond: middle(shots.map((shot) => shot.perCpuSecond)),
  p50Ms: middle(shots.map((shot) => shot.p50Ms)),
  p99Ms: middle(shots.map((shot) => shot.p99Ms)),
  peakMb: Math.max(...shots.map((shot) => shot.peakMb)),
});

const mean = (values: ReadonlyArray<number>): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Both under the same load for as long, by turns. */
async function roundOf(targets: Readonly<Record<'bare' | 'edge', Target>>, seconds: number) {
  const bare: Shot[] = [];
  const edge: Shot[] = [];
  for (let spent = 0; spent < seconds; spent += TURN_SECONDS) {
    bare.push(await turn(targets.bare));
    edge.push(await turn(targets.edge));
  }
  return { bare: summaryOf(bare, mean), edge: summaryOf(edge, mean) };
}

/** The edge beside a bare Express endpoint, taking turns under the same load. */
export async function edgeStage(context: BenchContext): Promise<Row[]> {
  const { stack, seconds, rounds, say } = context;
  const { prefix, system: make } = await prepareStage(context, 'edge');
  const system = await make(['ingest-edge', 'console']);
  await system.start();
  const source = await createConsoleApi(system.run).createSource({
    platform: 'shopify',
    name: 'bench',
    settings: { clientSecret: SECRET },
  });
  await system.service('console').stop();
  const topic = `${prefix}bare`;
  const admin = await connectAdmin(stack.kafkaBrokers);
  await createTopic(admin, topic);
  await admin.disconnect();
  const [port = 0] = await freePorts(1);
  const bare = await startChild('bare/edge.ts', {
    KAFKA_BROKERS: stack.kafkaBrokers,
    BENCH_TOPIC: topic,
    BENCH_SECRET: SECRET,
    BENCH_PORT: String(port),
  });
  const targets = {
    bare: { url: `http://127.0.0.1:${port}/bare`, pid: bare.pid },
    edge: { url: source.url, pid: system.service('ingest-edge').pid ?? 0 },
  };
  const shots: Awaited<ReturnType<typeof roundOf>>[] = [];
  try {
    await fire(targets.bare, WARM_UP_SECONDS);
    await fire(targets.edge, WARM_UP_SECONDS);
    for (let round = 1; round <= rounds; round += 1) {
      const shot = await roundOf(targets, seconds);
      shots.push(shot);
      say(`edge, round ${round}: ${shot.edge.rate.toFixed(0)}/s, bare ${shot.bare.rate.toFixed(0)}/s`);
    }
  } finally {
    await bare.stop();
    await system.stop();
  }
  const over = (side: 'bare' | 'edge') =>
    summaryOf(
      shots.map((shot) => shot[side]),
      median,
    );
  const ratio = median(shots.map((shot) => shot.edge.rate / shot.bare.rate));
  return [
    { what: 'bare Express + kafkajs endpoint', ...over('bare') },
    { what: 'ingest-edge', ...over('edge'), ratio, goal: 'ratio 0.7, 300 MB' },
  ];
}
