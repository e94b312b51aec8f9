import type { EachBatchPayload } from 'kafkajs';
import { CodedError } from '@throughline/errors';
import type { Kit } from '@throughline/service-kit';
import { createBatches } from './batches.ts';
import { crashed, streamMetrics } from './events.ts';
import type { KafkaHandle } from './kafka.ts';
import { createPatience } from './patience.ts';
import { produceError } from './produce-error.ts';
import type { Producer } from './producer.ts';
import { createRunner } from './runner.ts';
import { report } from './report.ts';
import type { BatchStep } from './step.ts';

export interface ConsumerOptions {
  readonly kafka: KafkaHandle;
  readonly kit: Pick<Kit, 'log' | 'metrics' | 'readiness' | 'fatal'>;
  /** For what the step's outcomes bring forth, dead letters too. The caller closes it, after the consumer has stopped. */
  readonly producer: Pick<Producer, 'sendAll'>;
  /** Without the prefix. Also the `error-step` of dead letters. */
  readonly group: string;
  readonly topics: ReadonlyArray<string>;
  readonly step: BatchStep;
  /** Partitions whose records one call of the step may hold; 128 by default. */
  readonly partitionsAtOnce?: number;
  /**
   * Where a group without a committed offset starts: at the oldest record by default. With false, records that come while
   * offsets are lost or expired are skipped.
   */
  readonly fromBeginning?: boolean;
  /** Messages in one call of the step at most; 4,096 by default. */
  readonly maxBatch?: number;
  /**
   * Calls of the step under way at once, each with a batch of its own: 1 by default. With more, a store has work while the next
   * batch is decoded; only for a step whose effects may take place in any order.
   */
  readonly stepsAtOnce?: number;
  /** Bytes of one fetch, compressed; two of them are in memory at once, unpacked. 1 MiB by default. */
  readonly maxFetchBytes?: number;
  /**
   * Shortest time from one batch to the next while nothing lags: 50 ms by default. What nobody waits for can take
   * longer, and costs Kafka and the stores the less for it.
   */
  readonly paceMs?: number;
  /** After which a member that died is given up and its partitions go to others; 10,000 by default. */
  readonly sessionTimeoutMs?: number;
}

export interface Consumer {
  /** Joins the group; waits for Kafka for as long as it is away. Resolves when the partitions are assigned. */
  start(): Promise<void>;
  /** Finishes and commits the batch in hand, leaves the group, disconnects. */
  stop(): Promise<void>;
}

const MAX_FETCH_BYTES = 1_048_576;
const MAX_PARTITION_BYTES = 1_048_576;
/** How long a broker holds an empty fetch: latency does not suffer, as it answers at the first record. */
const MAX_WAIT_MS = 500;

/**
 * A member of a consumer group that takes messages through a step: see {@link BatchStep} for what a step may count on, and
 * the README for what the runner does with its outcomes.
 */
export function createConsumer(options: ConsumerOptions): Consumer {
  const { kafka, kit, producer, step, topics, sessionTimeoutMs = 10_000 } = options;
  const group = options.group;
  const figures = streamMetrics(kit);
  const patience = createPatience({ kit, figures, group });
  const runner = createRunner({
    group,
    step,
    producer,
    patience,
    onRetry: (code) => figures.retries.inc({ group, code }),
  });
  const inner = kafka.client().consumer({
    groupId: kafka.topicPrefix + group,
    allowAutoTopicCreation: false,
    sessionTimeout: sessionTimeoutMs,
    // kafkajs beats at most this often, whoever asks.
    heartbeatInterval: Math.min(3_000, sessionTimeoutMs / 4),
    rebalanceTimeout: 60_000,
    maxWaitTimeInMs: MAX_WAIT_MS,
    minBytes: 1,
    maxBytes: options.maxFetchBytes ?? MAX_FETCH_BYTES,
    maxBytesPerPartition: MAX_PARTITION_BYTES,
    metadataMaxAge: 60_000,
  });
  const batches = createBatches({
    runner,
    topicOf: (name) => name.slice(kafka.topicPrefix.length),
    maxBatch: options.maxBatch ?? 4_096,
    stepsAtOnce: options.stepsAtOnce ?? 1,
    paceMs: options.paceMs ?? 50,
    heartbeatEveryMs: Math.min(2_000, sessionTimeoutMs / 5),
    onDone: report({ kit, figures, group }),
  });
  const stopping = new AbortController();
  const condition = `consumer:${group}`;
  kit.readiness.set(condition, false);

  const member = Promise.withResolvers<void>();
  inner.on(inner.events.GROUP_JOIN, () => {
    batches.joined();
    member.resolve();
    figures.lag.reset();
    kit.readiness.set(condition, true);
  });
  inner.on(inner.events.CRASH, ({ payload: { error, restart } }) => {
    kit.readiness.set(condition, false);
    if (stopping.signal.aborted) return;
    if (restart) kit.metrics.observe(crashed({ group }, { detail: { err: error } }));
    else kit.fatal(error);
  });

  const connect = async () => {
    for (let attempt = 1; !stopping.signal.aborted; attempt += 1) {
      try {
        await inner.connect();
        await inner.subscribe({
          topics: topics.map((topic) => kafka.topicPrefix + topic),
          fromBeginning: options.fromBeginning ?? true,
        });
        patience.over();
        return;
      } catch (thrown) {
        const error = produceError(thrown);
        if (!(error instanceof CodedError)) throw error;
        await patience.wait(error, attempt, stopping.signal);
      }
    }
  };

  const run = async () => {
    if (stopping.signal.aborted) return;
    await inner.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: options.partitionsAtOnce ?? 128,
      eachBatch: (payload: EachBatchPayload) => batches.take(payload),
    });
    await member.promise;
  };

  let started: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    stopping.abort();
    const finished = batches.stop();
    member.resolve();
    kit.readiness.set(condition, false);
    await started?.catch(() => undefined);
    await finished;
    await inner.disconnect();
  };
  return {
    start: () => (started ??= connect().then(run)),
    stop: () => (stopped ??= stop()),
  };
}
