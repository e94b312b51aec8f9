import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import type { Admin, ITopicConfig } from 'kafkajs';
import type { Topic } from '@throughline/schemas';
import { streamsErrors } from './errors.ts';
import type { KafkaHandle } from './kafka.ts';
import { produceError } from './produce-error.ts';

export interface EnsureTopicsOptions {
  /** Copies of each partition; 1 only for a single broker. min.insync.replicas follows: one less, at least 1. */
  readonly replicationFactor: number;
}

export interface EnsuredTopics {
  /** Without the prefix. */
  readonly created: ReadonlyArray<string>;
  readonly updated: ReadonlyArray<string>;
}

/** Room for a record as large as the source topic takes and the error headers. Kafka's default is 1,048,588. */
const DEAD_LETTER_MAX_BYTES = 2_097_152;

/** The settings that the catalogue decides; all others stay the brokers' own. */
function settingsOf(topic: Topic, replicationFactor: number): Readonly<Record<string, string>> {
  return {
    'cleanup.policy': topic.cleanup,
    'retention.ms': String(topic.retentionMs),
    'min.insync.replicas': String(Math.max(1, replicationFactor - 1)),
    ...(topic.name.endsWith('.dead-letter') ? { 'max.message.bytes': String(DEAD_LETTER_MAX_BYTES) } : {}),
  };
}

const entriesOf = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings).map(([name, value]) => ({ name, value }));

/**
 * Waits until the leader of each partition serves it; a busy broker may tell of a new topic seconds after it was made, and lead it
 * later still. Whoever writes before that has a part of a batch refused, and kafkajs sends the whole batch again.
 */
async function untilServed(admin: Admin, names: string[]): Promise<void> {
  const deadline = Date.now() + 30_000;
  const served = async () => {
    const { topics } = await admin.fetchTopicMetadata({ topics: names });
    if (!topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))) return false;
    for (const name of names) await admin.fetchTopicOffsets(name);
    return true;
  };
  while (!(await served().catch(() => false))) {
    if (Date.now() > deadline) throw streamsErrors.brokerAway({ detail: { topics: names.length } });
    await sleep(100);
  }
}

/**
 * Creates the topics that are missing, adds partitions and corrects the settings of those that are there. Never deletes a
 * topic, takes a partition away or touches a setting that the catalogue does not decide. Repeating it changes nothing.
 * Adding partitions moves keys to other partitions: order per key then holds from there on.
 * @throws streams.broker-away
 */
export async function ensureTopics(
  kafka: KafkaHandle,
  topics: ReadonlyArray<Topic>,
  { replicationFactor }: EnsureTopicsOptions,
): Promise<EnsuredTopics> {
  const admin = kafka.client().admin();
  try {
    await admin.connect();
    const existing = new Set(await admin.listTopics());
    const nameOf = (topic: Topic) => kafka.topicPrefix + topic.name;
    const missing = topics.filter((topic) => !existing.has(nameOf(topic)));
    if (missing.length > 0) {
      await admin.createTopics({
        // kafkajs gives up at once on a broker that has not heard of the topic yet: it is waited for below.
        waitForLeaders: false,
        timeout: 30_000,
        topics: missing.map((topic): ITopicConfig => ({
          topic: nameOf(topic),
          numPartitions: topic.partitions,
          replicationFactor,
          configEntries: entriesOf(settingsOf(topic, replicationFactor)),
        })),
      });
      await untilServed(admin, missing.map(nameOf));
    }
    const present = topics.filter((topic) => existing.has(nameOf(topic)));
    await addPartitions(admin, present, nameOf);
    const updated = await correctSettings(admin, present, nameOf, replicationFactor);
    return { created: missing.map((topic) => topic.name), updated };
  } catch (error) {
    throw produceError(error);
  } finally {
    await admin.disconnect();
  }
}

async function addPartitions(admin: Admin, topics: ReadonlyArray<Topic>, nameOf: (topic: Topic) => string) {
  if (topics.length === 0) return;
  const metadata = await admin.fetchTopicMetadata({ topics: topics.map(nameOf) });
  const counts = new Map(metadata.topics.map(({ name, partitions }) => [name, partitions.length]));
  const short = topics.filter((topic) => (counts.get(nameOf(topic)) ?? topic.partitions) < topic.partitions);
  if (short.length === 0) return;
  await admin.createPartitions({
    topicPartitions: short.map((topic) => ({ topic: nameOf(topic), count: topic.partitions })),
  });
}

/** AlterConfigs replaces all settings of a topic that were set on it, so those that others set are sent along. */
async function correctSettings(
  admin: Admin,
  topics: ReadonlyArray<Topic>,
  nameOf: (topic: Topic) => string,
  replicationFactor: number,
): Promise<ReadonlyArray<string>> {
  if (topics.length === 0) return [];
  const described = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map((topic) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name: nameOf(topic) })),
  });
  const settings = new Map(
    described.resources.map(({ resourceName, configEntries }) => [
      resourceName,
      {
        effective: new Map(configEntries.map((entry) => [entry.configName, entry.configValue])),
        own: configEntries.filter((entry) => entry.configSource === kafkajs.ConfigSource.TOPIC_CONFIG),
      },
    ]),
  );
  const wrong = topics.filter((topic) => {
    const effective = settings.get(nameOf(topic))?.effective;
    return Object.entries(settingsOf(topic, replicationFactor)).some(
      ([name, value]) => effective?.get(name) !== value,
    );
  });
  if (wrong.length === 0) return [];
  await admin.alterConfigs({
    validateOnly: false,
    resources: wrong.map((topic) => {
      const own = settings.get(nameOf(topic))?.own ?? [];
      const kept = Object.fromEntries(own.map(({ configName, configValue }) => [configName, configValue]));
      return {
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name: nameOf(topic),
        configEntries: entriesOf({ ...kept, ...settingsOf(topic, replicationFactor) }),
      };
    }),
  });
  return wrong.map((topic) => topic.name);
}
