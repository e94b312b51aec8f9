import kafkajs from 'kafkajs';
import type { Message as KafkaRecord } from 'kafkajs';
import { streamsErrors } from './errors.ts';
import type { KafkaHandle } from './kafka.ts';
import { partitionByKey } from './partitioner.ts';
import { isRecordsFault, produceError } from './produce-error.ts';
import { createQueue, type Pending, type Settle } from './producer-queue.ts';
import type { OutgoingRecord } from './records.ts';

export interface ProducerOptions {
  /** Milliseconds after which a record counts as not sent (`streams.produce-timeout`); by default there is no limit. */
  readonly deadlineMs?: number;
  /** Retries of one request by kafkajs; its own 5 by default. */
  readonly retries?: number;
  /** `gzip` (level 1, for batches over 4 kB) by default. */
  readonly compression?: 'gzip' | 'none';
  /** Bytes that may wait; 32 MB by default. Beyond that sends fail with `streams.queue-full`. */
  readonly maxQueueBytes?: number;
  /** Requests under way at once; 1 by default. With 2, order per key is lost when the first of them fails. */
  readonly inFlight?: number;
}

export interface Producer {
  /** Resolves when every in-sync replica has the record. */
  send(record: OutgoingRecord): Promise<void>;
  /** Resolves when all are acked; else rejects, once none of them is under way any more, with the first error. */
  sendAll(records: ReadonlyArray<OutgoingRecord>): Promise<void>;
  /** Connects now rather than with the first record. @throws streams.broker-away */
  connect(): Promise<void>;
  /** Resolves when nothing waits or is under way, whether it was acked or not. */
  flush(): Promise<void>;
  /** Takes no more, waits for what is under way, disconnects. */
  close(): Promise<void>;
}

/** kafkajs's type is mutable; it does not change them. */
const noHeaders = {};
/** Below this a batch is not worth compressing. */
const COMPRESS_FROM_BYTES = 4_096;
/** Of one request. Below the brokers' default limit of a record batch (1,048,588), so that only a lone record exceeds it. */
const MAX_REQUEST_BYTES = 900_000;

/**
 * A producer whose batches are clocked by acks: what arrives while a batch is under way is the next batch. Batches are small
 * when it is quiet and large under load, without a timer. acks −1. Sends of the same key keep their order; after a
 * failure a record may be in the log twice, as kafkajs sends a batch again whole (consumers are idempotent), and a
 * record that timed out may still be written. Not kafkajs's idempotent producer: that one retries practically for ever.
 */
export function createProducer(kafka: KafkaHandle, options: ProducerOptions = {}): Producer {
  const { deadlineMs, retries, compression = 'gzip', maxQueueBytes = 32_000_000, inFlight = 1 } = options;
  const inner = kafka
    .client({
      ...(deadlineMs === undefined ? {} : { requestTimeout: deadlineMs, connectionTimeout: deadlineMs }),
      ...(retries === undefined ? {} : { retry: { retries, initialRetryTime: 50 } }),
    })
    .producer({
      allowAutoTopicCreation: false,
      createPartitioner: partitionByKey,
    });

  let connecting: Promise<void> | undefined;
  const connect = () => {
    connecting ??= inner.connect().catch((error: unknown) => {
      connecting = undefined;
      throw produceError(error);
    });
    return connecting;
  };

  const request = async (batch: ReadonlyArray<Pending>): Promise<void> => {
    await connect();
    const byTopic = new Map<string, KafkaRecord[]>();
    let bytes = 0;
    for (const { record, size } of batch) {
      const topic = kafka.topicPrefix + record.topic;
      const messages = byTopic.get(topic) ?? [];
      if (messages.length === 0) byTopic.set(topic, messages);
      messages.push({ key: record.key, value: record.value, headers: record.headers ?? noHeaders });
      bytes += size;
    }
    const { GZIP, None } = kafkajs.CompressionTypes;
    await inner.sendBatch({
      acks: -1,
      ...(deadlineMs === undefined ? {} : { timeout: deadlineMs }),
      compression: compression === 'gzip' && bytes >= COMPRESS_FROM_BYTES ? GZIP : None,
      topicMessages: Array.from(byTopic, ([topic, messages]) => ({ topic, messages })),
    });
  };

  /** Sends a batch; one that a record spoils is halved until that record is alone. */
  const deliver = async (batch: ReadonlyArray<Pending>, settle: Settle): Promise<void> => {
    try {
      await request(batch);
      for (const pending of batch) settle(pending);
    } catch (thrown) {
      const error = produceError(thrown);
      if (isRecordsFault(error) && batch.length > 1) {
        const middle = batch.length >> 1;
        await deliver(batch.slice(0, middle), settle);
        return deliver(batch.slice(middle), settle);
      }
      for (const pending of batch) settle(pending, error);
    }
  };

  const queue = createQueue({
    deliver,
    inFlight,
    maxBytes: maxQueueBytes,
    batchBytes: MAX_REQUEST_BYTES,
    deadlineMs,
  });
  let closing: Promise<void> | undefined;
  const sendAll = (records: ReadonlyArray<OutgoingRecord>): Promise<void> =>
    closing === undefined ? queue.add(records) : Promise.reject(streamsErrors.producerClosed());

  return {
    send: (record) => sendAll([record]),
    sendAll,
    connect,
    flush: queue.idle,
    close: () => (closing ??= queue.idle().then(() => inner.disconnect())),
  };
}
