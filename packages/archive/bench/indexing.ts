/**
 * How fast the archive indexes beside a bare bulk loader with the same documents, in turns, in one run.
 * `node packages/archive/bench/indexing.ts [documents] [rounds]` with OPENSEARCH_URL.
 */
import { randomBytes } from 'node:crypto';
import { createArchive } from '../src/index.ts';
import { indexAll, manySamples } from '../src/testing.ts';
import { bareLoad, readyDocuments } from './bare-loader.ts';

const url = process.env['OPENSEARCH_URL'] ?? 'http://127.0.0.1:9200';
const count = Number(process.argv[2] ?? 40_000);
const rounds = Number(process.argv[3] ?? 3);
const IN_FLIGHT = 3;
/** As the consumer hands them over. */
const BATCH = 4096;
const prefix = `bench-${randomBytes(3).toString('hex')}`;
const interactions = manySamples(prefix, count);
const documents = readyDocuments(interactions);

async function throughArchive(name: string): Promise<number> {
  const archive = createArchive({ url, indexPrefix: name, inFlight: IN_FLIGHT });
  const began = performance.now();
  for (let start = 0; start < count; start += BATCH) {
    const results = await indexAll(archive, interactions.slice(start, start + BATCH));
    if (results.some((result) => result !== 'stored')) throw new Error('Not everything was stored');
  }
  const perSecond = count / ((performance.now() - began) / 1000);
  await archive.close();
  return perSecond;
}

/** CPU milliseconds of all OpenSearch nodes so far: what bounds both sides, and steadier than the clock on a busy machine. */
async function storeCpu(): Promise<number> {
  const answer = await fetch(`${url}/_nodes/stats/process?filter_path=nodes.*.process.cpu.total_in_millis`);
  const { nodes } = (await answer.json()) as {
    nodes: Record<string, { process: { cpu: { total_in_millis: number } } }>;
  };
  return Object.values(nodes).reduce((sum, node) => sum + node.process.cpu.total_in_millis, 0);
}

interface Cost {
  readonly perSecond: number;
  /** CPU microseconds for a document, ours and the store's. */
  readonly own: number;
  readonly store: number;
}

async function measure(kind: 'dynamic mapping' | 'our mapping' | 'archive', name: string): Promise<Cost> {
  const archive = createArchive({ url, indexPrefix: name });
  if (kind !== 'dynamic mapping') await archive.ensureTemplates();
  await archive.close();
  const storeBefore = await storeCpu();
  const ownBefore = process.cpuUsage();
  const perSecond =
    kind === 'archive'
      ? await throughArchive(name)
      : await bareLoad(url, `${name}-interactions-2026-10`, documents, IN_FLIGHT);
  const { user, system } = process.cpuUsage(ownBefore);
  const store = ((await storeCpu()) - storeBefore) * 1000;
  for (const path of [`${name}*`, `_index_template/${name}*`])
    await fetch(`${url}/${path}`, { method: 'DELETE' });
  return { perSecond, own: (user + system) / count, store: store / count };
}

const say = (line: string) => process.stdout.write(`${line}\n`);

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const costs = { 'dynamic mapping': [] as Cost[], 'our mapping': [] as Cost[], archive: [] as Cost[] };
for (let round = 0; round <= rounds; round += 1) {
  for (const kind of ['dynamic mapping', 'our mapping', 'archive'] as const) {
    const cost = await measure(kind, `${prefix}-${kind.length}-${round}`);
    // The first round only warms up.
    if (round > 0) costs[kind].push(cost);
    say(
      `${kind}: ${Math.round(cost.perSecond)} documents/s, ` +
        `${Math.round(cost.own)} µs of our CPU and ${Math.round(cost.store)} µs of OpenSearch's for one`,
    );
  }
}
const of = (kind: keyof typeof costs, figure: keyof Cost) => median(costs[kind].map((cost) => cost[figure]));
for (const kind of ['dynamic mapping', 'our mapping'] as const)
  say(
    `archive / bare loader, ${kind}: ${(of('archive', 'perSecond') / of(kind, 'perSecond')).toFixed(2)} by the clock, ` +
      `${(of(kind, 'store') / of('archive', 'store')).toFixed(2)} by OpenSearch's CPU`,
  );
