import type { KafkaMessage } from 'kafkajs';
import { FetchedRecord } from './record-decoding.ts';

/** What is sent. Topic names are without the deployment's prefix. */
export interface OutgoingRecord {
  readonly topic: string;
  /** UTF-8; decides the partition, and so what the record is in order with. */
  readonly key: string | null;
  /** null is a tombstone: on a compacted topic it removes the key. */
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string | Buffer>>;
}

/** What is received. */
export interface Message {
  /** Without the deployment's prefix. */
  readonly topic: string;
  readonly partition: number;
  /** Decimal, as it may outgrow a number. */
  readonly offset: string;
  readonly key: string | null;
  readonly value: Buffer | null;
  /** Read as UTF-8; of a header that comes several times, the last. */
  readonly headers: Readonly<Record<string, string>>;
  /** When Kafka was given it: epoch milliseconds UTC. */
  readonly timestamp: number;
}

/** A message with what Kafka gave, byte for byte, for dead letters and redirects. */
export interface Received extends Message {
  readonly original: KafkaMessage;
}

const textOf = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString() : String(value));

/** The headers of a record that kafkajs decoded by itself. */
function textsOf(given: KafkaMessage['headers']): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name in given) {
    const value = given[name];
    if (value !== undefined) headers[name] = textOf(Array.isArray(value) ? value.at(-1) : value);
  }
  return headers;
}

export function received(topic: string, partition: number, original: KafkaMessage): Received {
  return {
    topic,
    partition,
    offset: original.offset,
    key: original.key === null ? null : original.key.toString(),
    value: original.value,
    headers: original instanceof FetchedRecord ? original.headerTexts() : textsOf(original.headers),
    timestamp: Number(original.timestamp),
    original,
  };
}
