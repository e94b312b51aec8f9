import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { spanOf, usageOf, type Span } from './process.ts';

/** Milliseconds. Each look costs the machine that is measured: few on the way, many where the end is near. */
const POLL_MS = { least: 100, most: 2_000 };

/** How far a consumer group has come in topics that are full already. */
export interface Progress {
  readonly committed: number;
  readonly total: number;
}

export async function connectAdmin(brokers: string): Promise<Admin> {
  const kafka = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  return admin;
}

/** Makes a topic of 12 partitions and waits until the broker knows it: a new topic takes a moment to get around. */
export async function createTopic(admin: Admin, topic: string): Promise<void> {
  await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 12 }] });
  for (;;) {
    const known = await admin.fetchTopicMetadata({ topics: [topic] }).then(
      ({ topics }) => topics[0]?.partitions.length === 12,
      () => false,
    );
    if (known) return;
    await sleep(100);
  }
}

/** Of each topic, by partition: its first offset, and the one behind its last record. */
type Bounds = ReadonlyMap<string, ReadonlyMap<number, { readonly low: number; readonly high: number }>>;

async function boundsOf(admin: Admin, topics: ReadonlyArray<string>): Promise<Bounds> {
  const bounds = new Map<string, Map<number, { low: number; high: number }>>();
  for (const topic of topics) {
    const offsets = await admin.fetchTopicOffsets(topic);
    bounds.set(
      topic,
      new Map(
        offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]),
      ),
    );
  }
  return bounds;
}

async function progressWithin(admin: Admin, groupId: string, bounds: Bounds): Promise<Progress> {
  let committed = 0;
  let total = 0;
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId, topics: [...bounds.keys()] })) {
    for (const [partition, { low, high }] of bounds.get(topic) ?? []) {
      const offset = partitions.find((one) => one.partition === partition)?.offset;
      committed += Math.max(Number(offset ?? low), low) - low;
      total += high - low;
    }
  }
  return { committed, total };
}

export const progressOf = async (
  admin: Admin,
  groupId: string,
  topics: ReadonlyArray<string>,
): Promise<Progress> => progressWithin(admin, groupId, await boundsOf(admin, topics));

export interface Drained extends Span {
  readonly rate: number;
  readonly perCpuSecond: number;
}

interface Start {
  readonly usage: ReturnType<typeof usageOf>;
  readonly committed: number;
}

/** Half of what is left, as far as the pace so far tells. */
function pauseBefore({ committed, total }: Progress, start: Start, now: ReturnType<typeof usageOf>): number {
  const perSecond = (committed - start.committed) / Math.max(spanOf(start.usage, now).seconds, 0.001);
  const left = perSecond === 0 ? 0 : (total - committed) / perSecond;
  return Math.min(POLL_MS.most, Math.max(POLL_MS.least, left * 500));
}

/**
 * Watches a process empty topics that were filled before: from a tenth of the way, when it is warm, to the end.
 * @param groupId with its prefix
 */
export async function watchDrain(
  admin: Admin,
  {
    pid,
    groupId,
    topics,
    timeoutSeconds = 300,
  }: { pid: number; groupId: string; topics: ReadonlyArray<string>; timeoutSeconds?: number },
): Promise<Drained> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  const bounds = await boundsOf(admin, topics);
  let start: Start | undefined;
  for (;;) {
    const progress = await progressWithin(admin, groupId, bounds);
    const usage = usageOf(pid);
    if (start === undefined && progress.committed > progress.total / 10)
      start = { usage, committed: progress.committed };
    if (start !== undefined && progress.committed >= progress.total) {
      const span = spanOf(start.usage, usage);
      const count = progress.committed - start.committed;
      return { ...span, rate: count / span.seconds, perCpuSecond: count / Math.max(span.cpuSeconds, 0.01) };
    }
    if (Date.now() > deadline) {
      throw new Error(`${groupId} came to ${progress.committed} of ${progress.total} in ${timeoutSeconds} s`);
    }
    await sleep(start === undefined ? POLL_MS.least : pauseBefore(progress, start, usage));
  }
}
