import { setTimeout as sleep } from 'node:timers/promises';
import { createKit } from '@throughline/service-kit';
import { topics as catalogue } from '@throughline/schemas';
import type { TestStack } from '@throughline/stack/testing';
import { createCodecs, registerSchemas, type Codecs } from './codecs.ts';
import { createConsumer } from './consumer.ts';
import { createKafka, type KafkaHandle } from './kafka.ts';
import { ok } from './outcome.ts';
import { createProducer, type Producer } from './producer.ts';
import type { Message } from './records.ts';
import { ensureTopics } from './topics.ts';

/** What tests of services share: their topics on the real Kafka under the stack's prefix, and an ear on what comes out. */
export interface TestTopics {
  readonly kafka: KafkaHandle;
  readonly producer: Producer;
  readonly codecs: Codecs;
  /** Everything that has come out of the topics that are listened to, in the order of each partition. */
  readonly heard: ReadonlyArray<Message>;
  heardIn(topic: string): ReadonlyArray<Message>;
  close(): Promise<void>;
}

/** Makes the catalogue's topics of these names (and their dead letters), registers schemas, and listens to `listen`. */
export async function createTestTopics(
  stack: TestStack,
  {
    topics,
    listen,
    partitions = 3,
  }: { topics: ReadonlyArray<string>; listen: ReadonlyArray<string>; partitions?: number },
): Promise<TestTopics> {
  const kit = createKit({ name: 'listener' });
  const kafka = createKafka({
    brokers: stack.kafkaBrokers.split(','),
    clientId: 'test',
    topicPrefix: stack.prefix,
    log: kit.log,
  });
  const wanted = new Set([...topics, ...listen].flatMap((name) => [name, `${name}.dead-letter`]));
  const needed = catalogue.filter(({ name }) => wanted.has(name));
  await ensureTopics(
    kafka,
    needed.map((topic) => ({ ...topic, partitions })),
    { replicationFactor: 1 },
  );
  const connection = { registryUrl: stack.registryUrl, topicPrefix: stack.prefix };
  await registerSchemas({
    ...connection,
    only: needed.flatMap((topic) => (topic.schema === null ? [] : [topic.name])),
  });
  const producer = createProducer(kafka);
  const heard: Message[] = [];
  const listener = createConsumer({
    kafka,
    kit,
    producer,
    group: 'listener',
    topics: listen,
    step: (messages) => {
      heard.push(...messages);
      return Promise.resolve(messages.map(() => ok()));
    },
  });
  await listener.start();
  return {
    kafka,
    producer,
    codecs: createCodecs(connection),
    heard,
    heardIn: (topic) => heard.filter((message) => message.topic === topic),
    async close() {
      await listener.stop();
      await producer.close();
    },
  };
}

/** Resolves when the condition holds; fails after 30 s, saying what was waited for. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  what = String(condition),
): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never came true: ${what}`);
    await sleep(20);
  }
}
