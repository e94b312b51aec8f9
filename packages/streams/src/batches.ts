import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { EachBatchPayload } from 'kafkajs';
import {
  chunksOf,
  isBehind,
  isDone,
  lagBefore,
  lagsOf,
  messagesIn,
  positionsOf,
  release,
  takeBack,
  type Chunk,
  type Entry,
  type Lag,
} from './entries.ts';
import type { Outcome } from './outcome.ts';
import type { Received } from './records.ts';
import { Abandoned, type Runner } from './runner.ts';
import { createSession, type Session } from './session.ts';

/** What a step has been through with, and committed. */
export interface Done {
  readonly messages: ReadonlyArray<Received>;
  readonly outcomes: ReadonlyArray<Outcome>;
  readonly seconds: number;
  /** Of each partition in it: how many records come after the last one that is committed. */
  readonly lags: ReadonlyArray<Lag>;
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

/** A chunk at the step. */
interface Taken {
  readonly chunk: Chunk;
  readonly lags: Done['lags'];
  readonly outcomes: Promise<ReadonlyArray<Outcome>>;
  readonly started: number;
}

/** Entries that go through the step one after the other without a pause, from when there was nothing in hand. */
interface Run {
  readonly generation: number;
  /** Not committed to their end yet, or kafkajs still waits for them. */
  readonly inHand: Set<Entry>;
  readonly session: Session;
}

/**
 * kafkajs calls for each partition of a fetch on its own, and fetches no more until all of them are done. Here what arrives together,
 * and what arrives while a step works, is one batch for the step, however many partitions it is from: large batches are what makes
 * stores fast. While there is more to fetch, the next fetch is under way during the work on the last one.
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
  let working: Promise<void> | undefined;
  /** Counts joins of the group: what was fetched before the last one belongs to someone else by now. */
  let generation = 0;
  let current: Run | undefined;
  /** Of entries that kafkajs believes to be done: it is told with the next ones that it hands over, which come behind them. */
  let failure: { readonly error: unknown; readonly entries: ReadonlyArray<Entry> } | undefined;
  const stopping = new AbortController();
  /** What is left in each partition, as far as was heard. */
  const left = new Map<string, number>();

  const note = (lags: Done['lags']): void => {
    for (const { topic, partition, lag } of lags) left.set(`${topic}/${partition}`, lag);
  };
  const leftInAll = (): number => {
    let sum = 0;
    for (const lag of left.values()) sum += lag;
    return sum;
  };

  const takeWaiting = (): Entry[] => {
    const entries = waiting;
    waiting = [];
    const [ours, others] = [entries.filter(isCurrent), entries.filter((entry) => !isCurrent(entry))];
    for (const entry of others) entry.resolve();
    return ours;
  };
  const isCurrent = (entry: Entry): boolean => entry.generation === generation && !stopping.signal.aborted;

  const isMuch = (entries: ReadonlyArray<Entry>): boolean =>
    isBehind(entries) || messagesIn(entries) >= maxBatch;

  const commit = async ({ inHand, session }: Run, chunk: Chunk): Promise<void> => {
    await session.commit(positionsOf(chunk));
    for (const [entry, end] of chunk.ends) {
      entry.committed = end;
      if (!entry.isReleased) entry.payload.resolveOffset(end);
      else if (isDone(entry)) inHand.delete(entry);
    }
  };

  const finish = async (run: Run, { chunk, lags, outcomes: taken, started }: Taken) => {
    const outcomes = await runner.settle(chunk.messages, await taken, run.session.hold);
    await commit(run, chunk);
    const seconds = (performance.now() - started) / 1_000;
    onDone({ messages: chunk.messages, outcomes, seconds, lags });
  };

  const work = async (run: Run, first: ReadonlyArray<Entry>): Promise<void> => {
    const { session, inHand } = run;
    const isOver = () => stopping.signal.aborted || session.left !== undefined || session.hold.signal.aborted;
    const given = [first];
    let isFlowing = false;
    /** Nothing where what waits had better be gathered first: see `rest`. */
    const more = (): ReadonlyArray<Entry> => {
      if (isOver() || (given.length === 0 && !isFlowing && !isMuch(waiting))) return [];
      const entries = given.pop() ?? takeWaiting();
      if (entries.length === 0) return entries;
      // Nobody waits for the end of these any more.
      release([...inHand]);
      for (const entry of inHand) if (isDone(entry)) inHand.delete(entry);
      for (const entry of entries) inHand.add(entry);
      isFlowing = isMuch(entries);
      if (isFlowing) release(entries);
      return entries;
    };
    // While what came of one chunk is on its way to Kafka, the next one is at the step: effects and records stay in order.
    let finishing: Promise<unknown> = Promise.resolve();
    const atStep: Taken[] = [];
    const finishFirst = async () => {
      const first = atStep[0];
      if (first === undefined) return;
      await first.outcomes;
      atStep.shift();
      await finishing;
      finishing = finish(run, first);
      // Whether it failed is asked above, or below.
      finishing.catch(() => undefined);
    };
    try {
      for (const chunk of chunksOf(more, maxBatch, topicOf)) {
        if (isOver()) break;
        const lags = lagsOf(chunk, topicOf);
        note(lags);
        const outcomes = runner.take(chunk.messages, { ...session.hold, lag: leftInAll() });
        outcomes.catch(() => undefined);
        atStep.push({ chunk, lags, outcomes, started: performance.now() });
        if (atStep.length >= stepsAtOnce) await finishFirst();
      }
      while (atStep.length > 0) await finishFirst();
      await finishing;
    } catch (error) {
      // Nothing of it goes on once the partitions may be another's.
      await Promise.allSettled([finishing, ...atStep.map(({ outcomes }) => outcomes)]);
      if (!(error instanceof Abandoned)) throw error;
    }
    // kafkajs joins the group again when it is told the error that said so.
    if (session.left !== undefined) throw session.left;
  };

  /**
   * A batch costs a fetch, a commit and a call of the store, however small it is: records that trickle in are gathered, so that
   * a quiet system stays quiet. The first one after a pause is not held up, nor is a partition that lags.
   */
  const rest = async (entries: ReadonlyArray<Entry>, started: number): Promise<void> => {
    const left = paceMs - (performance.now() - started);
    if (left < 1 || entries.length === 0 || isBehind(entries)) return;
    await sleep(left, undefined, { signal: stopping.signal }).catch(() => undefined);
  };

  /** Tells kafkajs of an error: with entries that it waits for, else with the next. */
  const fail = (error: unknown, entries: ReadonlyArray<Entry>): void => {
    const released = entries.filter((entry) => entry.isReleased);
    takeBack(released);
    const told = [...entries.filter((entry) => !entry.isReleased), ...waiting];
    waiting = [];
    for (const entry of told) entry.reject(error);
    if (told.length === 0) failure = { error, entries: released };
  };

  const startRun = async (entries: ReadonlyArray<Entry>, payload: EachBatchPayload): Promise<void> => {
    const started = performance.now();
    const session = createSession({ payload, heartbeatEveryMs, stopping });
    const run: Run = { generation, inHand: new Set(), session };
    current = run;
    try {
      await work(run, entries);
      const awaited = [...run.inHand].filter((entry) => !entry.isReleased);
      await rest(awaited, started);
      for (const entry of awaited) entry.resolve();
    } catch (error) {
      if (run.generation === generation) fail(error, [...run.inHand]);
      else for (const entry of run.inHand) entry.resolve();
    } finally {
      current = undefined;
      session.close();
    }
  };

  const drain = async () => {
    // All partitions of a fetch are handed over in one turn of the event loop.
    await nextTurn();
    while (waiting.length > 0) {
      const entries = takeWaiting();
      const [first] = entries;
      if (first !== undefined) await startRun(entries, first.payload);
    }
    working = undefined;
  };

  /** What was fetched behind entries that failed is fetched again, after them. */
  const refuse = (entry: Entry, { error, entries }: NonNullable<typeof failure>): void => {
    takeBack(entries);
    entry.reject(error);
    // The other partitions of the fetch are handed over in the same turn.
    setImmediate(() => (failure = undefined));
  };

  return {
    /**
     * Resolves when the batch is done and committed, given up because the consumer stops, or, while there is more to fetch, when the work
     * on it begins.
     */
    take: (payload: EachBatchPayload): Promise<void> => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const entry: Entry = {
        payload,
        generation,
        committed: undefined,
        isReleased: false,
        resolve,
        reject,
      };
      if (failure === undefined) {
        note([lagBefore(entry, topicOf)]);
        waiting.push(entry);
        working ??= drain();
      } else refuse(entry, failure);
      return promise;
    },
    joined: () => {
      generation += 1;
      failure = undefined;
      left.clear();
      current?.session.dismiss();
    },
    /** The batch in hand is finished, unless it waits for a store; the others are left for later. Resolves when it is. */
    stop: async (): Promise<void> => {
      stopping.abort();
      await working;
    },
  };
}
