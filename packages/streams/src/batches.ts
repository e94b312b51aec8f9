import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload } from 'kafkajs';
import type { Outcome } from './outcome.ts';
import { received, type Received } from './records.ts';
import { Abandoned, type Runner } from './runner.ts';
import { createSession, type Session } from './session.ts';

/** What a step has been through with, and committed. */
export interface Done {
  readonly messages: ReadonlyArray<Received>;
  readonly outcomes: ReadonlyArray<Outcome>;
  readonly seconds: number;
  /** Of each partition in it: how many records come after the last one that is committed. */
  readonly lags: ReadonlyArray<{ readonly topic: string; readonly partition: number; readonly lag: number }>;
}

interface BatchesDeps {
  readonly runner: Runner;
  /** Takes the prefix off. */
  readonly topicOf: (name: string) => string;
  readonly maxBatch: number;
  /** Chunks at the step at once. What came of them is sent and committed in their order all the same. */
  readonly stepsAtOnce: number;
  readonly heartbeatEveryMs: number;
  /** Shortest time from one batch to the next while nothing is left behind. */
  readonly paceMs: number;
  readonly onDone: (done: Done) => void;
}

interface Entry {
  readonly payload: EachBatchPayload;
  readonly generation: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** A run of messages that goes through the step in one call, with the entry that each came from. */
interface Chunk {
  readonly messages: Received[];
  /** The last offset of each entry in it. */
  readonly ends: Map<Entry, string>;
}

/** A chunk at the step. */
interface Taken {
  readonly chunk: Chunk;
  readonly outcomes: Promise<ReadonlyArray<Outcome>>;
  readonly started: number;
}

/**
 * kafkajs calls for each partition of a fetch on its own. Here what arrives together, and what arrives while a step works, is one
 * batch for the step, however many partitions it is from: large batches are what makes stores fast.
 */
export function createBatches({
  runner,
  topicOf,
  maxBatch,
  stepsAtOnce,
  heartbeatEveryMs,
  paceMs,
  onDone,
}: BatchesDeps) {
  let waiting: Entry[] = [];
  let working = false;
  /** Counts joins of the group: what was fetched before the last one belongs to someone else by now. */
  let generation = 0;
  const stopping = new AbortController();

  function* chunksOf(entries: ReadonlyArray<Entry>): Generator<Chunk> {
    let chunk: Chunk = { messages: [], ends: new Map() };
    for (const entry of entries) {
      const { topic, partition, messages } = entry.payload.batch;
      for (const message of messages) {
        chunk.messages.push(received(topicOf(topic), partition, message));
        chunk.ends.set(entry, message.offset);
        if (chunk.messages.length < maxBatch) continue;
        yield chunk;
        chunk = { messages: [], ends: new Map() };
      }
    }
    if (chunk.messages.length > 0) yield chunk;
  }

  const commit = async (chunk: Chunk, session: Session): Promise<void> => {
    const byTopic = new Map<string, Array<{ partition: number; offset: string }>>();
    for (const [{ payload }, end] of chunk.ends) {
      const { topic, partition } = payload.batch;
      const positions = byTopic.get(topic) ?? [];
      byTopic.set(topic, positions);
      positions.push({ partition, offset: String(BigInt(end) + 1n) });
    }
    const topics = Array.from(byTopic, ([topic, partitions]) => ({ topic, partitions }));
    await session.commit({ topics });
    for (const [{ payload }, end] of chunk.ends) payload.resolveOffset(end);
  };

  const lagsOf = (chunk: Chunk) =>
    Array.from(chunk.ends, ([{ payload }, end]) => ({
      topic: topicOf(payload.batch.topic),
      partition: payload.batch.partition,
      lag: Number(BigInt(payload.batch.highWatermark) - BigInt(end) - 1n),
    }));

  const work = async (entries: ReadonlyArray<Entry>): Promise<void> => {
    const session = createSession({
      payloads: entries.map((entry) => entry.payload),
      heartbeatEveryMs,
      stopping,
    });
    const finish = async (chunk: Chunk, taken: ReadonlyArray<Outcome>, started: number) => {
      const outcomes = await runner.settle(chunk.messages, taken, session.hold);
      await commit(chunk, session);
      const seconds = (performance.now() - started) / 1_000;
      onDone({ messages: chunk.messages, outcomes, seconds, lags: lagsOf(chunk) });
    };
    // While what came of one chunk is on its way to Kafka, the next one is at the step: effects and records stay in order.
    let finishing: Promise<unknown> = Promise.resolve();
    const atStep: Taken[] = [];
    const finishFirst = async () => {
      const first = atStep[0];
      if (first === undefined) return;
      const outcomes = await first.outcomes;
      atStep.shift();
      await finishing;
      finishing = finish(first.chunk, outcomes, first.started);
      // Whether it failed is asked above, or below.
      finishing.catch(() => undefined);
    };
    try {
      for (const chunk of chunksOf(entries)) {
        if (stopping.signal.aborted || session.left !== undefined) break;
        const outcomes = runner.take(chunk.messages, session.hold);
        outcomes.catch(() => undefined);
        atStep.push({ chunk, outcomes, started: performance.now() });
        if (atStep.length >= stepsAtOnce) await finishFirst();
      }
      while (atStep.length > 0) await finishFirst();
      await finishing;
    } catch (error) {
      // Nothing of it goes on once the partitions may be another's.
      await Promise.allSettled([finishing, ...atStep.map(({ outcomes }) => outcomes)]);
      if (!(error instanceof Abandoned)) throw error;
    } finally {
      session.close();
    }
    // kafkajs joins the group again when it is told the error that said so.
    if (session.left !== undefined) throw session.left;
  };

  /** Whether the partitions hold more than what was fetched of them. */
  const isBehind = (entries: ReadonlyArray<Entry>): boolean =>
    entries.some(({ payload: { batch } }) => BigInt(batch.highWatermark) > BigInt(batch.lastOffset()) + 1n);

  /**
   * A batch costs a fetch, a commit and a call of the store, however small it is: records that trickle in are gathered, so that
   * a quiet system stays quiet. The first one after a pause is not held up, nor is a partition that lags.
   */
  const rest = async (entries: ReadonlyArray<Entry>, started: number): Promise<void> => {
    const left = paceMs - (performance.now() - started);
    if (left < 1 || isBehind(entries)) return;
    await sleep(left, undefined, { signal: stopping.signal }).catch(() => undefined);
  };

  const drain = async () => {
    // All partitions of a fetch are handed over in one turn of the event loop.
    await nextTurn();
    while (waiting.length > 0) {
      const started = performance.now();
      const entries = waiting;
      waiting = [];
      const current = entries.filter((entry) => entry.generation === generation && !stopping.signal.aborted);
      try {
        if (current.length > 0) await work(current);
        await rest(current, started);
        for (const entry of entries) entry.resolve();
      } catch (error) {
        for (const entry of entries) entry.reject(error);
      }
    }
    working = false;
  };

  return {
    /** Resolves when the batch is done and committed, or given up because the consumer stops. */
    take: (payload: EachBatchPayload): Promise<void> => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ payload, generation, resolve, reject });
      if (!working) {
        working = true;
        void drain();
      }
      return promise;
    },
    joined: () => {
      generation += 1;
    },
    /** The batch in hand is finished, unless it waits for a store; the others are left for later. */
    stop: () => stopping.abort(),
  };
}
