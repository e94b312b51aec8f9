import { createKit, createLog, type Kit } from '@throughline/service-kit';
import type { Topic } from '@throughline/schemas';
import { testStack } from '../../stack/src/testing.ts';
import { createConsumer, type Consumer, type ConsumerOptions } from './consumer.ts';
import { createKafka, type KafkaHandle } from './kafka.ts';
import { ok } from './outcome.ts';
import { createProducer, type Producer } from './producer.ts';
import type { Message } from './records.ts';
import { createProxy, type Proxy } from './test-proxy.ts';
import { ensureTestTopics } from './testing.ts';

/** For the tests of this room and of those built on it: streams of their own on the real Kafka. */
export interface TestStreams {
  readonly kafka: KafkaHandle;
  readonly kit: Kit;
  readonly producer: Producer;
  readonly registryUrl: string;
  readonly brokers: ReadonlyArray<string>;
  /** What kit.fatal was given. */
  readonly fatal: ReadonlyArray<unknown>;
  createTopics(partitions: number, ...names: ReadonlyArray<string>): Promise<void>;
  /** The same Kafka by a way that a test can cut; the test closes it. */
  proxied(clientId: string): Promise<{ readonly proxy: Proxy; readonly kafka: KafkaHandle }>;
  /** A consumer that is stopped when the test ends. */
  consumer(options: Pick<ConsumerOptions, 'group' | 'topics' | 'step'> & Partial<ConsumerOptions>): Consumer;
  /** Everything that is in a topic now, partition by partition. */
  read(topic: string): Promise<ReadonlyArray<Message>>;
  /** The committed offset of each partition, −1 for none. */
  committed(group: string, topic: string): Promise<ReadonlyArray<number>>;
  close(): Promise<void>;
}

export const topicOf = (name: string, partitions: number): Topic => ({
  name,
  schema: null,
  key: 'key',
  cleanup: 'delete',
  retentionMs: 3_600_000,
  partitions,
  owner: 'test',
});

export async function createTestStreams(): Promise<TestStreams> {
  const stack = await testStack();
  const brokers = stack.kafkaBrokers.split(',');
  const log = createLog('streams-test', process.env['LOG_LEVEL'] ?? 'silent');
  const kafka = createKafka({ brokers, clientId: 'streams-test', topicPrefix: stack.prefix, log });
  const fatal: unknown[] = [];
  const kit = {
    ...createKit({ name: 'streams-test', log }),
    fatal: (error: unknown) => void fatal.push(error),
  };
  const producer = createProducer(kafka);
  const admin = kafka.client().admin();
  await admin.connect();
  const created: string[] = [];
  const consumers: Consumer[] = [];

  const endOf = async (topic: string): Promise<number> => {
    const offsets = await admin.fetchTopicOffsets(stack.prefix + topic);
    return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  };

  const consumer: TestStreams['consumer'] = (options) => {
    const made = createConsumer({ kafka, kit, producer, sessionTimeoutMs: 6_000, ...options });
    consumers.push(made);
    return made;
  };

  return {
    kafka,
    kit,
    producer,
    brokers,
    fatal,
    registryUrl: stack.registryUrl,
    createTopics: async (partitions, ...names) => {
      const topics = names.map((name) => topicOf(name, partitions));
      await ensureTestTopics(kafka, topics);
      created.push(...names.map((name) => stack.prefix + name));
    },
    proxied: async (clientId) => {
      const proxy = await createProxy(brokers[0] ?? '');
      const { address, socketFactory } = proxy;
      const through = createKafka({
        brokers: [address],
        clientId,
        topicPrefix: stack.prefix,
        log,
        socketFactory,
      });
      return { proxy, kafka: through };
    },
    consumer,
    read: async (topic) => {
      const messages: Message[] = [];
      const expected = await endOf(topic);
      if (expected === 0) return [];
      const all = Promise.withResolvers<void>();
      const reader = createConsumer({
        kafka,
        kit: createKit({ name: 'reader', log }),
        producer,
        group: `read-${topic}-${Math.random()}`,
        topics: [topic],
        step: async (batch) => {
          messages.push(...batch);
          if (messages.length >= expected) all.resolve();
          return batch.map(() => ok());
        },
      });
      await reader.start();
      await all.promise;
      await reader.stop();
      return messages;
    },
    committed: async (group, topic) => {
      const [offsets] = await admin.fetchOffsets({
        groupId: stack.prefix + group,
        topics: [stack.prefix + topic],
      });
      return (offsets?.partitions ?? [])
        .toSorted((one, other) => one.partition - other.partition)
        .map(({ offset }) => Number(offset));
    },
    close: async () => {
      await Promise.all(consumers.map((one) => one.stop()));
      await producer.close();
      if (created.length > 0) await admin.deleteTopics({ topics: created });
      await admin.disconnect();
      await stack.cleanUp();
    },
  };
}
