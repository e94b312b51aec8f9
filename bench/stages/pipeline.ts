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
import { connectAdmin, createTopic, watchDrain, type Drained } from '../measure/drain.ts';
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

/** Runs one service alone over topics that are full, from their beginning, and stops it. */
async function drain(
  admin: Admin,
  { prefix, system }: Prepared,
  service: SystemServiceName,
  group: string,
  topics: ReadonlyArray<string>,
  env = {},
): Promise<Drained> {
  const groupId = prefix + group;
  await forget(admin, groupId);
  const running = await system([service], env);
  await running.start();
  try {
    const pid = running.service(service).pid ?? 0;
    return await watchDrain(admin, { pid, groupId, topics: topics.map((topic) => prefix + topic) });
  } finally {
    await running.stop();
  }
}

/** Lets a group begin again with the oldest records. */
async function forget(admin: Admin, groupId: string): Promise<void> {
  const { groups } = await admin.listGroups();
  if (groups.some((group) => group.groupId === groupId)) await admin.deleteGroups([groupId]);
}

/** Takes what a round has written out of a topic, so that the next one starts with an empty one. */
async function empty(admin: Admin, topic: string): Promise<void> {
  const ends = await admin.fetchTopicOffsets(topic);
  const partitions = ends
    .filter(({ high, low }) => high !== low)
    .map(({ partition, high }) => ({ partition, offset: high }));
  if (partitions.length > 0) await admin.deleteTopicRecords({ topic, partitions });
}

async function dropIndices({ stack }: BenchContext, pattern: string): Promise<void> {
  const response = await fetch(`${stack.openSearchUrl}/${pattern}`, { method: 'DELETE' });
  if (!response.ok) throw new Error(`deleting ${pattern} was answered ${response.status}`);
}

const middle = (rounds: ReadonlyArray<Drained>): Drained => ({
  seconds: median(rounds.map((one) => one.seconds)),
  cpuSeconds: median(rounds.map((one) => one.cpuSeconds)),
  rate: median(rounds.map((one) => one.rate)),
  perCpuSecond: median(rounds.map((one) => one.perCpuSecond)),
  peakMb: Math.max(...rounds.map((one) => one.peakMb)),
});

/**
 * Ours and bare code in turns, so that what else the machine does meets both: each of our rounds lies between two bare ones, and is
 * compared with their mean. The first bare one warms the stores, and does not count.
 */
async function inTurns(
  rounds: number,
  { bare, ours }: { bare: (round: number) => Promise<Drained>; ours: (round: number) => Promise<Drained> },
): Promise<{ readonly bare: Drained; readonly ours: Drained; readonly ratio: number }> {
  await bare(0);
  const theirs = [await bare(1)];
  const own: Drained[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    own.push(await ours(round));
    theirs.push(await bare(round + 1));
  }
  const ratios = own.map((one, round) => {
    const [before, after] = [theirs[round]?.rate ?? Infinity, theirs[round + 1]?.rate ?? Infinity];
    return one.rate / ((before + after) / 2);
  });
  return { bare: middle(theirs), ours: middle(own), ratio: median(ratios) };
}

async function bareRelay(
  admin: Admin,
  { stack }: BenchContext,
  prepared: Prepared,
  round: number,
): Promise<Drained> {
  const output = `${prepared.prefix}bare-output-${round}`;
  await createTopic(admin, output);
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
    await admin.deleteTopics({ topics: [output] });
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
  const { count, ...used } = JSON.parse(output) as Pick<Drained, 'seconds' | 'cpuSeconds' | 'peakMb'> & {
    readonly count: number;
  };
  return { ...used, rate: count / used.seconds, perCpuSecond: count / used.cpuSeconds };
}

const totalOf = async (admin: Admin, topic: string): Promise<number> =>
  (await admin.fetchTopicOffsets(topic)).reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);

/** Each service of the stream alone, over the topics that the one before it filled, beside what bare code reaches. */
export async function pipelineStage(context: BenchContext): Promise<Row[]> {
  const { stack, count, rounds, folder, say } = context;
  const prepared = await prepareStage(context, 'pipeline');
  const { prefix, indexPrefix } = prepared;
  const admin = await connectAdmin(stack.kafkaBrokers);
  const producer = openProducer(stack.kafkaBrokers, prefix);
  say(`pipeline: producing ${count} raw records of every source`);
  await produceAll(producer, rawTraffic(count, Math.ceil(count / FEW_PEOPLE)));
  await producer.close();
  const rawTopics = families.map(rawTopic);
  const rows: Row[] = [];

  // Fills what the bare relay reads.
  const fill = () => drain(admin, prepared, 'normalizer', 'normalizer', rawTopics);
  await fill();
  const normalizer = await inTurns(rounds, {
    bare: async (round) => {
      const drained = await bareRelay(admin, context, prepared, round);
      say(`bare relay: ${drained.rate.toFixed(0)}/s`);
      return drained;
    },
    ours: async (round) => {
      await empty(admin, `${prefix}interactions.normalized`);
      const drained = await fill();
      say(`normalizer, round ${round}: ${drained.rate.toFixed(0)}/s`);
      return drained;
    },
  });
  rows.push(row('bare consume-decode-encode-produce', normalizer.bare));
  rows.push(row('normalizer', normalizer.ours, { ratio: normalizer.ratio, goal: 'ratio 0.4, 300 MB' }));

  const resolver = await drain(admin, prepared, 'identity-resolver', 'identity-resolver', [
    'interactions.normalized',
  ]);
  say(`identity-resolver: ${resolver.rate.toFixed(0)}/s`);
  rows.push(row('identity-resolver', resolver, { goal: '300 MB' }));

  const resolved = await totalOf(admin, `${prefix}interactions.resolved`);
  const documents = join(folder, 'documents.ndjson');
  await writeDocuments(context, prepared, documents, resolved);
  const archiver = await inTurns(rounds, {
    bare: async () => {
      const drained = bareBulk(context, `${indexPrefix}-interactions-2099-01`, documents);
      await dropIndices(context, `${indexPrefix}-interactions-*`);
      say(`bare bulk loader: ${drained.rate.toFixed(0)}/s`);
      return drained;
    },
    ours: async (round) => {
      // Raw records are measured by themselves below.
      const env = { ARCHIVER_RAW_TOPICS: 'raw.voice' };
      const topics = ['interactions.resolved'];
      const drained = await drain(admin, prepared, 'archiver', 'archiver-interactions', topics, env);
      await dropIndices(context, `${indexPrefix}-interactions-*`);
      say(`archiver, round ${round}: ${drained.rate.toFixed(0)}/s`);
      return drained;
    },
  });
  rows.push(row('bare bulk loader', archiver.bare));
  rows.push(
    row('archiver, interactions', archiver.ours, { ratio: archiver.ratio, goal: 'ratio 0.9, 300 MB' }),
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
