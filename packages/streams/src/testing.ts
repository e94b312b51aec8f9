import { setTimeout as sleep } from 'node:timers/promises';
import { isRetryable } from '@throughline/errors';
import { createKit } from '@throughline/service-kit';
import { topics as catalogue, type Topic } from '@throughline/schemas';
import type { TestStack } from '@throughline/stack/testing';
import { createCodecs, registerSchemas, type Codecs } from './codecs.ts';
import { createConsumer } from './consumer.ts';
import type { Decoded } from './decoded.ts';
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
  /** The same, with what the bytes say. */
  decodedIn<T>(topic: string): Promise<ReadonlyArray<Decoded<T>>>;
  close(): Promise<void>;
}

/** Makes the catalogue's topics of these names (and their dead letters), registers schemas, and listens to `listen`. */
export async function createTestTopics(
  stack: Pick<TestStack, 'kafkaBrokers' | 'registryUrl' | 'prefix'>,
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
  await ensureTestTopics(
    kafka,
    needed.map((topic) => ({ ...topic, partitions })),
  );
  const connection = { registryUrl: stack.registryUrl, topicPrefix: stack.prefix };
  await registerSchemas({
    ...connection,
    only: needed.flatMap((topic) => (topic.schema === null ? [] : [topic.name])),
  });
  const producer = createProducer(kafka);
  const codecs = createCodecs(connection);
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
  const heardIn = (topic: string) => heard.filter((message) => message.topic === topic);
  return {
    kafka,
    producer,
    codecs,
    heard,
    heardIn,
    decodedIn: async <T>(topic: string) => {
      const codec = await codecs.of<T>(topic);
      return Promise.all(
        heardIn(topic).map(async (message) => ({
          ...message,
          content: message.value === null ? null : await codec.decode(message.value),
        })),
      );
    },
    async close() {
      await listener.stop();
      await producer.close();
    },
  };
}

/** A broker under load may not know yet of a topic that it has just made; asking again changes nothing. */
export async function ensureTestTopics(kafka: KafkaHandle, topics: ReadonlyArray<Topic>): Promise<void> {
  await eventually(() =>
    ensureTopics(kafka, topics, { replicationFactor: 1 }).catch((error: unknown) => {
      if (!isRetryable(error)) throw error;
      return undefined;
    }),
  );
}

/** Resolves with the first value that is neither false nor missing; fails after `seconds`, saying what was waited for. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  what = String(look),
  seconds = 30,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const found = await look();
    if (found !== false && found !== null && found !== undefined)
      return found as Exclude<T, false | null | undefined>;
    if (Date.now() > deadline) throw new Error(`never came true in ${seconds} s: ${what}`);
    await sleep(20);
  }
}
