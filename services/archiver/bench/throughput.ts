/**
 * The archiver as a process, Kafka to OpenSearch, beside a bare bulk loader with the same documents, in turns, in one run.
 * `node services/archiver/bench/throughput.ts [interactions] [rounds]`; addresses as in the integration tests.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createArchive } from '@throughline/archive';
import { bareLoad, readyDocuments } from '@throughline/archive/bare-loader';
import { manySamples } from '@throughline/archive/testing';
import { topics, type ResolvedInteraction } from '@throughline/schemas';
import { createKit } from '@throughline/service-kit';
import { testStack } from '@throughline/stack/testing';
import {
  createCodecs,
  createKafka,
  createProducer,
  ensureTopics,
  registerSchemas,
} from '@throughline/streams';

const count = Number(process.argv[2] ?? 40_000);
const rounds = Number(process.argv[3] ?? 3);
const IN_FLIGHT = 3;
const RESOLVED = 'interactions.resolved';
const own = [RESOLVED, 'raw.web', `${RESOLVED}.dead-letter`, 'raw.web.dead-letter'];

interface Run {
  readonly perSecond: number;
  /** CPU seconds of the process per second. */
  readonly cpu: number;
  readonly rssMegabytes: number;
}

const say = (line: string) => process.stdout.write(`${line}\n`);

const stack = await testStack();
const kit = createKit({ name: 'archiver-bench' });
const url = stack.openSearchUrl;

const cpuSecondsOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
};
const peakMegabytesOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000;

/** Index operations so far, without a refresh. */
async function indexed(index: string): Promise<number> {
  const answer = await fetch(
    `${url}/${index}/_stats/indexing?filter_path=_all.primaries.indexing.index_total`,
  );
  const stats = (await answer.json()) as { _all?: { primaries: { indexing: { index_total: number } } } };
  return stats._all?.primaries.indexing.index_total ?? 0;
}

async function archiverRun(interactions: ReadonlyArray<ResolvedInteraction>, round: number): Promise<Run> {
  const topicPrefix = `${stack.prefix}${round}-`;
  const kafka = createKafka({ brokers: [stack.kafkaBrokers], clientId: 'bench', topicPrefix, log: kit.log });
  await ensureTopics(
    kafka,
    topics.filter(({ name }) => own.includes(name)),
    { replicationFactor: 1 },
  );
  await registerSchemas({ registryUrl: stack.registryUrl, topicPrefix, only: [RESOLVED] });
  const codec = await createCodecs({ registryUrl: stack.registryUrl, topicPrefix }).of<ResolvedInteraction>(
    RESOLVED,
  );
  const producer = createProducer(kafka);
  for (let start = 0; start < interactions.length; start += 5000)
    await producer.sendAll(
      interactions
        .slice(start, start + 5000)
        .map((record) => ({ topic: RESOLVED, key: record.customerId, value: codec.encode(record) })),
    );
  await producer.close();

  const child = spawn(process.execPath, [new URL('../src/main.ts', import.meta.url).pathname], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      KAFKA_BROKERS: stack.kafkaBrokers,
      KAFKA_TOPIC_PREFIX: topicPrefix,
      SCHEMA_REGISTRY_URL: stack.registryUrl,
      OPENSEARCH_URL: url,
      OPENSEARCH_INDEX_PREFIX: topicPrefix.slice(0, -1),
      ARCHIVER_RAW_TOPICS: 'raw.web',
      ARCHIVER_IN_FLIGHT: String(IN_FLIGHT),
      ADMIN_PORT: '0',
      NODE_OPTIONS: process.env['ARCHIVER_NODE_OPTIONS'] ?? '--max-semi-space-size=8',
      LOG_LEVEL: 'warn',
    },
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('The archiver did not start');
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const index = `${topicPrefix}interactions-2026-10`;
  let began = 0;
  let before = 0;
  let cpuBefore = 0;
  let done = 0;
  // Counts from the first batch on: what the start takes is not throughput.
  while (done < count) {
    await sleep(20);
    done = await indexed(index);
    if (began === 0 && done > 0) {
      began = performance.now();
      before = done;
      cpuBefore = cpuSecondsOf(pid);
    }
  }
  const seconds = (performance.now() - began) / 1000;
  const run = {
    perSecond: (count - before) / seconds,
    cpu: (cpuSecondsOf(pid) - cpuBefore) / seconds,
    rssMegabytes: peakMegabytesOf(pid),
  };
  child.kill('SIGTERM');
  await ended;
  const admin = kafka.client().admin();
  await admin.connect();
  await admin.deleteTopics({ topics: own.map((topic) => topicPrefix + topic) });
  await admin.disconnect();
  return run;
}

async function bareRun(interactions: ReadonlyArray<ResolvedInteraction>, round: number): Promise<number> {
  const name = `${stack.prefix}bare${round}`;
  const archive = createArchive({ url, indexPrefix: name });
  await archive.ensureTemplates();
  await archive.close();
  return bareLoad(url, `${name}-interactions-2026-10`, readyDocuments(interactions), IN_FLIGHT);
}

const interactions = manySamples(stack.prefix, count);
const ratios: number[] = [];
for (let round = 0; round <= rounds; round += 1) {
  const bare = await bareRun(interactions, round);
  const run = await archiverRun(interactions, round);
  // The first round only warms up.
  if (round > 0) ratios.push(run.perSecond / bare);
  say(
    `bare ${Math.round(bare)}/s; archiver ${Math.round(run.perSecond)}/s (${(run.perSecond / bare).toFixed(2)}), ` +
      `${run.cpu.toFixed(2)} of a core, peak RSS ${Math.round(run.rssMegabytes)} MB`,
  );
  await fetch(`${url}/${stack.prefix}*`, { method: 'DELETE' });
}
say(`median ratio ${ratios.toSorted((a, b) => a - b)[Math.floor(ratios.length / 2)]?.toFixed(2)}`);
await stack.cleanUp();
