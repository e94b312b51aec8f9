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
const WARM_UP_SECONDS = 4;

interface Shot {
  readonly rate: number;
  readonly perCpuSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly peakMb: number;
}

const ORDERS = 256;

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

const requestsOf = (secret: string) =>
  Array.from({ length: ORDERS }, (_, number) => {
    const body = order(number);
    return {
      method: 'POST' as const,
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Shopify-Captain-Hook',
        'x-shopify-event-id': `98880550-7158-44d4-b7cd-${String(number).padStart(12, '0')}`,
        'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
        'x-shopify-topic': 'orders/create',
        'x-shopify-shop-domain': 'bench.myshopify.com',
      },
    };
  });

async function shoot(url: string, secret: string, pid: number, seconds: number): Promise<Shot> {
  const requests = requestsOf(secret);
  const fire = (duration: number) => autocannon({ url, connections: CONNECTIONS, duration, requests });
  await fire(WARM_UP_SECONDS);
  const before = usageOf(pid);
  const result = await fire(seconds);
  const span = spanOf(before, usageOf(pid));
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

const middle = (shots: ReadonlyArray<Shot>): Shot => ({
  rate: median(shots.map((shot) => shot.rate)),
  perCpuSecond: median(shots.map((shot) => shot.perCpuSecond)),
  p50Ms: median(shots.map((shot) => shot.p50Ms)),
  p99Ms: median(shots.map((shot) => shot.p99Ms)),
  peakMb: Math.max(...shots.map((shot) => shot.peakMb)),
});

/** The edge beside a bare Express endpoint, taking turns under the same load. */
export async function edgeStage(context: BenchContext): Promise<Row[]> {
  const { stack, seconds, rounds, say } = context;
  const { prefix, system: make } = await prepareStage(context, 'edge');
  const system = await make(['ingest-edge', 'console']);
  await system.start();
  const source = await createConsoleApi(system.run).createSource({
    platform: 'shopify',
    name: 'bench',
    settings: { clientSecret: 'bench-secret' },
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
    BENCH_SECRET: 'bench-secret',
    BENCH_PORT: String(port),
  });
  const edge = system.service('ingest-edge');
  const shots = { bare: [] as Shot[], edge: [] as Shot[] };
  try {
    for (let round = 1; round <= rounds; round += 1) {
      shots.bare.push(await shoot(`http://127.0.0.1:${port}/bare`, 'bench-secret', bare.pid, seconds));
      shots.edge.push(await shoot(source.url, 'bench-secret', edge.pid ?? 0, seconds));
      say(
        `edge, round ${round}: ${shots.edge.at(-1)?.rate.toFixed(0)}/s, bare ${shots.bare.at(-1)?.rate.toFixed(0)}/s`,
      );
    }
  } finally {
    await bare.stop();
    await system.stop();
  }
  const bareShot = middle(shots.bare);
  const edgeShot = middle(shots.edge);
  const ratio = median(shots.edge.map((shot, round) => shot.rate / (shots.bare[round]?.rate ?? Infinity)));
  return [
    { what: 'bare Express + kafkajs endpoint', ...bareShot },
    { what: 'ingest-edge', ...edgeShot, ratio, goal: 'ratio 0.7, 300 MB' },
  ];
}
