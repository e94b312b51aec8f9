import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentOf } from '../../packages/archive/src/document.ts';
import { families, rawTopic, type ResolvedInteraction } from '@throughline/schemas';
import type { SystemServiceName } from '@throughline/stack/system';
import { createCodecs } from '@throughline/streams';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { startChild } from '../measure/child.ts';
import { connectAdmin, watchDrain, type Drained } from '../measure/drain.ts';
import { median, type Row } from '../measure/report.ts';
import { prepareStage, type BenchContext, type Prepared } from './context.ts';
import { openProducer, produceAll, rawTraffic } from './fill.ts';

const FEW_PEOPLE = 20;

const row = (what: string, drained: Drained, more: Partial<Row> = {}): Row => ({
  what,
  rate: drained.rate,
  perCpuSecond: drained.perCpuSecond,
  peakMb: drained.peakMb,
  ...more,
});

/** Runs one service alone over topics that are full, and stops it. */
async function drain(
  admin: Admin,
  { prefix, system }: Prepared,
  service: SystemServiceName,
  group: string,
  topics: ReadonlyArray<string>,
  env = {},
): Promise<Drained> {
  const running = await system([service], env);
  await running.start();
  try {
    const pid = running.service(service).pid ?? 0;
    return await watchDrain(admin, {
      pid,
      groupId: prefix + group,
      topics: topics.map((topic) => prefix + topic),
    });
  } finally {
    await running.stop();
  }
}

async function bareRelay(
  admin: Admin,
  { stack }: BenchContext,
  prepared: Prepared,
  round: number,
): Promise<Drained> {
  const output = `${prepared.prefix}bare-output-${round}`;
  await admin.createTopics({ topics: [{ topic: output, numPartitions: 12 }] });
  const groupId = `${prepared.prefix}bare-${round}`;
  const input = `${prepared.prefix}interactions.normalized`;
  const child = await startChild('bare/relay.ts', {
    KAFKA_BROKERS: stack.kafkaBrokers,
    BENCH_INPUT: input,
    BENCH_OUTPUT: output,
    BENCH_GROUP: groupId,
  });
  try {
    return await watchDrain(admin, { pid: child.pid, groupId, topics: [input] });
  } finally {
    await child.stop();
  }
}

/** What the archiver will write, one JSON document a line, for the bare loader. */
async function writeDocuments(
  { stack }: BenchContext,
  { prefix }: Prepared,
  path: string,
  count: number,
): Promise<void> {
  const codecs = createCodecs({ registryUrl: stack.registryUrl, topicPrefix: prefix });
  const codec = await codecs.of<ResolvedInteraction>('interactions.resolved');
  const kafka = new Kafka({
    clientId: 'bench',
    brokers: stack.kafkaBrokers.split(','),
    logLevel: logLevel.NOTHING,
  });
  const consumer = kafka.consumer({ groupId: `${prefix}documents`, maxWaitTimeInMs: 100 });
  const file = createWriteStream(path);
  let read = 0;
  let done: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (done = resolve));
  await consumer.connect();
  await consumer.subscribe({ topic: `${prefix}interactions.resolved`, fromBeginning: true });
  await consumer.run({
    eachBatch: async ({ batch }) => {
      for (const { value } of batch.messages) {
        const resolved = await codec.decode(value ?? Buffer.alloc(0));
        if (!file.write(`${JSON.stringify(documentOf(resolved))}\n`)) await once(file, 'drain');
        read += 1;
      }
      if (read >= count) done();
    },
  });
  await finished;
  await consumer.disconnect();
  await new Promise<void>((resolve) => file.end(resolve));
}

function bareBulk({ stack }: BenchContext, index: string, documents: string): Drained {
  const output = execFileSync(
    process.execPath,
    [fileURLToPath(new URL('../bare/bulk.ts', import.meta.url))],
    {
      env: {
        ...process.env,
        OPENSEARCH_URL: stack.openSearchUrl,
        BENCH_INDEX: index,
        BENCH_DOCUMENTS: documents,
      },
      encoding: 'utf8',
    },
  );
  const { count, seconds, cpuSeconds } = JSON.parse(output) as {
    count: number;
    seconds: number;
    cpuSeconds: number;
  };
  return { rate: count / seconds, perCpuSecond: count / cpuSeconds, seconds, cpuSeconds, peakMb: 0 };
}

const totalOf = async (admin: Admin, topic: string): Promise<number> =>
  (await admin.fetchTopicOffsets(topic)).reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);

/** Each service of the stream alone, over the topics that the one before it filled, beside what bare code reaches. */
export async function pipelineStage(context: BenchContext): Promise<Row[]> {
  const { stack, count, folder, say } = context;
  const prepared = await prepareStage(context, 'pipeline');
  const { prefix, indexPrefix } = prepared;
  const admin = await connectAdmin(stack.kafkaBrokers);
  const producer = openProducer(stack.kafkaBrokers, prefix);
  say(`pipeline: producing ${count} raw records of every source`);
  await produceAll(producer, rawTraffic(count, Math.ceil(count / FEW_PEOPLE)));
  await producer.close();
  const rawTopics = families.map(rawTopic);
  const rows: Row[] = [];

  const normalizer = await drain(admin, prepared, 'normalizer', 'normalizer', rawTopics);
  say(`normalizer: ${normalizer.rate.toFixed(0)}/s`);
  const relays = [await bareRelay(admin, context, prepared, 1), await bareRelay(admin, context, prepared, 2)];
  const relayRate = median(relays.map((one) => one.rate));
  say(`bare consume, decode, encode, produce: ${relayRate.toFixed(0)}/s`);
  rows.push(row('bare consume-decode-encode-produce', { ...(relays[0] ?? normalizer), rate: relayRate }));
  rows.push(row('normalizer', normalizer, { ratio: normalizer.rate / relayRate, goal: 'ratio 0.4, 300 MB' }));

  const resolver = await drain(admin, prepared, 'identity-resolver', 'identity-resolver', [
    'interactions.normalized',
  ]);
  say(`identity-resolver: ${resolver.rate.toFixed(0)}/s`);
  rows.push(row('identity-resolver', resolver, { goal: '300 MB' }));

  const resolved = await totalOf(admin, `${prefix}interactions.resolved`);
  const documents = join(folder, 'documents.ndjson');
  await writeDocuments(context, prepared, documents, resolved);
  const before = bareBulk(context, `${indexPrefix}-interactions-2099-01`, documents);
  const archiver = await drain(
    admin,
    prepared,
    'archiver',
    'archiver-interactions',
    ['interactions.resolved'],
    {
      // Raw records are measured by themselves below.
      ARCHIVER_RAW_TOPICS: 'raw.voice',
    },
  );
  const after = bareBulk(context, `${indexPrefix}-interactions-2099-02`, documents);
  const bulkRate = median([before.rate, after.rate]);
  say(`archiver: ${archiver.rate.toFixed(0)}/s, bare bulk loader ${bulkRate.toFixed(0)}/s`);
  rows.push(row('bare bulk loader', { ...before, rate: bulkRate }, { goal: '' }));
  rows.push(
    row('archiver, interactions', archiver, { ratio: archiver.rate / bulkRate, goal: 'ratio 0.9, 300 MB' }),
  );
  const raw = await drain(admin, prepared, 'archiver', 'archiver-raw', rawTopics);
  rows.push(row('archiver, raw records', raw, { goal: '300 MB' }));

  const scorer = await drain(admin, prepared, 'scorer', 'scorer', ['interactions.resolved']);
  rows.push(row('scorer', scorer, { goal: '300 MB' }));
  const segmenter = await drain(admin, prepared, 'segmenter', 'segmenter', ['interactions.resolved']);
  rows.push(row('segmenter', segmenter, { goal: '300 MB' }));
  const crmWriter = await drain(admin, prepared, 'crm-writer', 'crm-writer', ['interactions.resolved']);
  rows.push(row('crm-writer, intake', crmWriter, { goal: '300 MB' }));
  await admin.disconnect();
  return rows;
}
