import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { spanOf, usageOf, type Span } from './process.ts';

/** Seldom enough that the broker does not feel it. */
const POLL_MS = 100;

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

export async function progressOf(
  admin: Admin,
  groupId: string,
  topics: ReadonlyArray<string>,
): Promise<Progress> {
  const offsets = await admin.fetchOffsets({ groupId, topics: [...topics] });
  let committed = 0;
  let total = 0;
  for (const topic of topics) {
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      const offset = offsets
        .find((one) => one.topic === topic)
        ?.partitions.find((one) => one.partition === partition)?.offset;
      committed += Math.max(Number(offset ?? low), Number(low)) - Number(low);
      total += Number(high) - Number(low);
    }
  }
  return { committed, total };
}

export interface Drained extends Span {
  readonly rate: number;
  readonly perCpuSecond: number;
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
  let start: { usage: ReturnType<typeof usageOf>; committed: number } | undefined;
  for (;;) {
    const progress = await progressOf(admin, groupId, topics);
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
    await sleep(POLL_MS);
  }
}
