/**
 * What the normaliser's step costs by itself, without Kafka: `node bench/step.ts [records] [rounds]`.
 * Microseconds of CPU of this process per raw record, after a warm-up; the median of the rounds.
 */
import avro from 'avsc';
import { schemaText, type FetchRequest, type Interaction } from '@throughline/schemas';
import { createLog } from '@throughline/service-kit';
import type { Message } from '@throughline/streams';
import { rawTraffic } from './stages/fill.ts';
import { createAvroCodec } from '../packages/streams/src/avro-codec.ts';
import { createMetrics } from '../packages/service-kit/src/metrics.ts';
import { normalizeRaw } from '../services/normalizer/src/step.ts';

const [count = 20_000, rounds = 5] = process.argv.slice(2).map(Number);
const BATCH = 256;

const codecOf = <T>(record: 'Interaction' | 'FetchRequest') =>
  createAvroCodec<T>({
    type: avro.Type.forSchema(JSON.parse(schemaText(record)) as avro.Schema),
    id: 1,
    writers: { get: () => Promise.reject(new Error('nothing is read here')) },
  });

const step = normalizeRaw({
  codecs: {
    interaction: codecOf<Interaction>('Interaction'),
    request: codecOf<FetchRequest>('FetchRequest'),
  },
  bodies: { put: () => Promise.resolve(), get: () => Promise.resolve(undefined) },
  contextOf: () => ({ settings: {}, region: 'US', internalDomains: [] }),
  metrics: createMetrics({ log: createLog('bench', 'silent') }),
});
const context = { heartbeat: () => Promise.resolve(), signal: new AbortController().signal, lag: 0 };

const messages: Message[] = [];
for (const { topic, key, value, headers = {} } of rawTraffic(count, Math.ceil(count / 20))) {
  const texts = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)]));
  const offset = String(messages.length);
  messages.push({ topic, partition: 0, offset, key, value, headers: texts, timestamp: 0 });
}

async function pass(some: ReadonlyArray<Message>): Promise<number> {
  const before = process.cpuUsage();
  for (let start = 0; start < some.length; start += BATCH) {
    const outcomes = await step(some.slice(start, start + BATCH), context);
    for (const outcome of outcomes)
      if (outcome.kind !== 'ok') throw new Error(`a record ended as ${outcome.kind}`);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / some.length;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
async function measure(what: string, some: ReadonlyArray<Message>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await pass(some));
  process.stdout.write(`${what.padEnd(12)} ${median(times).toFixed(1).padStart(7)} µs a record\n`);
}

await pass(messages);
await measure('the mix', messages);
const byPlatform = Map.groupBy(messages, ({ headers }) => headers['platform'] ?? '');
for (const [platform, some] of byPlatform) await measure(platform, some);
