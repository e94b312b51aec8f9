import kafkajs from 'kafkajs';
import type { ISocketFactory, Kafka, KafkaConfig } from 'kafkajs';
import type { KafkaConnection, Logger } from '@throughline/service-kit';
import { useFastGzip } from './compression.ts';
import { pinoLogCreator } from './kafka-log.ts';
import { copyOnce } from './kafkajs-encoder.ts';
import { restIdleQueues } from './kafkajs-queue.ts';
import { useFastRecords } from './kafkajs-records.ts';

export interface KafkaOptions extends Partial<Omit<KafkaConnection, 'brokers' | 'clientId'>> {
  readonly brokers: ReadonlyArray<string>;
  readonly clientId: string;
  readonly log: Logger;
  /** How a connection to a broker is opened, for those behind a tunnel. */
  readonly socketFactory?: ISocketFactory;
}

/** One deployment's Kafka. Only this room looks inside. */
export interface KafkaHandle {
  /** Put before every topic and consumer group. */
  readonly topicPrefix: string;
  /** A client with connections of its own. */
  client(overrides?: Pick<KafkaConfig, 'requestTimeout' | 'connectionTimeout' | 'retry'>): Kafka;
}

/** Retries of one request before it counts as failed; stated because kafkajs has others under NODE_ENV=test. */
const retry = { retries: 5, initialRetryTime: 300, maxRetryTime: 5_000, multiplier: 2, factor: 0.2 };

/** @returns a handle for producers and consumers; nothing is connected yet */
export function createKafka(options: KafkaOptions): KafkaHandle {
  useFastGzip();
  useFastRecords(options.log);
  restIdleQueues(options.log);
  copyOnce(options.log);
  return {
    topicPrefix: options.topicPrefix ?? '',
    client: (overrides = {}) =>
      new kafkajs.Kafka({
        brokers: [...options.brokers],
        clientId: options.clientId,
        ssl: options.ssl ?? false,
        ...(options.sasl === undefined ? {} : { sasl: saslOf(options.sasl) }),
        ...(options.socketFactory === undefined ? {} : { socketFactory: options.socketFactory }),
        connectionTimeout: 3_000,
        requestTimeout: 30_000,
        logCreator: pinoLogCreator(options.log),
        ...overrides,
        retry: { ...retry, ...overrides.retry },
      }),
  };
}

/** kafkajs wants the mechanism as a literal type of its own for each case. */
function saslOf({ mechanism, username, password }: NonNullable<KafkaConnection['sasl']>) {
  switch (mechanism) {
    case 'plain':
      return { mechanism, username, password };
    case 'scram-sha-256':
      return { mechanism, username, password };
    case 'scram-sha-512':
      return { mechanism, username, password };
  }
}
