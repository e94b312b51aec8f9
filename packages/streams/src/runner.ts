import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError, isRetryable } from '@throughline/errors';
import { carry } from './carried.ts';
import { asItCame, deadLetterRecord } from './dead-letter-record.ts';
import { streamsErrors } from './errors.ts';
import { deadLetter, type Outcome } from './outcome.ts';
import type { Patience } from './patience.ts';
import { isRecordsFault } from './produce-error.ts';
import type { Producer } from './producer.ts';
import type { OutgoingRecord, Received } from './records.ts';
import { RETRIES, retryDelayMs } from './retries.ts';
import type { BatchStep, StepContext } from './step.ts';

/** The work was given up for now, to be done again later by whoever has the partitions then: nothing is committed. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

export interface RunnerDeps {
  readonly group: string;
  readonly step: BatchStep;
  readonly producer: Pick<Producer, 'sendAll'>;
  readonly patience: Patience;
  readonly onRetry: (code: string) => void;
}

export interface Hold extends Omit<StepContext, 'lag'> {
  /** Aborted when waiting for a store makes no sense any more: when stopping, or when the group wants to rebalance. */
  readonly waiting: AbortSignal;
}

/** Takes messages through the step and makes what it says true, in two halves, so that the next messages can be at the step meanwhile. */
export interface Runner {
  /** One outcome for each message. @throws Abandoned */
  take(messages: ReadonlyArray<Received>, hold: Hold & StepContext): Promise<ReadonlyArray<Outcome>>;
  /**
   * When this resolves, every record that came of the messages is acked and every one that could not be taken is in a dead-letter
   * topic, so that they may be committed. To be called in the order of the messages, one call after the other.
   * @throws Abandoned
   */
  settle(
    messages: ReadonlyArray<Received>,
    outcomes: ReadonlyArray<Outcome>,
    hold: Hold,
  ): Promise<ReadonlyArray<Outcome>>;
}

export function createRunner({ group, step, producer, patience, onRetry }: RunnerDeps): Runner {
  /** Until it succeeds or fails for another reason than a store that is away. */
  const persist = async <T>(work: () => Promise<T>, hold: Hold): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await work();
        patience.over();
        return result;
      } catch (error) {
        if (hold.signal.aborted) throw new Abandoned();
        if (!(error instanceof CodedError && isRetryable(error))) throw error;
        if (!hold.waiting.aborted) await patience.wait(error, attempt, hold.waiting);
        if (hold.waiting.aborted) throw new Abandoned();
      }
    }
  };

  const callStep = (messages: ReadonlyArray<Received>, hold: Hold & StepContext) =>
    persist(async () => {
      const outcomes = await step(messages, hold);
      if (outcomes.length !== messages.length) throw streamsErrors.outcomeCount();
      return outcomes;
    }, hold);

  /** One outcome for each, whatever the step does. */
  const outcomesOf = async (
    messages: ReadonlyArray<Received>,
    hold: Hold & StepContext,
    attempt = 1,
  ): Promise<ReadonlyArray<Outcome>> => {
    try {
      return await callStep(messages, hold);
    } catch (error) {
      if (error instanceof Abandoned) throw error;
      onRetry(error instanceof CodedError ? error.code : 'unexpected');
      if (messages.length > 1) {
        const middle = messages.length >> 1;
        const first = await outcomesOf(messages.slice(0, middle), hold);
        return [...first, ...(await outcomesOf(messages.slice(middle), hold))];
      }
      if (error instanceof CodedError) return [deadLetter(error, attempt)];
      if (attempt > RETRIES) return [deadLetter(streamsErrors.unexpected({ cause: error }), attempt)];
      await sleep(retryDelayMs(attempt), undefined, { signal: hold.signal }).catch(() => undefined);
      return outcomesOf(messages, hold, attempt + 1);
    }
  };

  const recordsOf = (message: Received, outcome: Outcome): ReadonlyArray<OutgoingRecord> => {
    switch (outcome.kind) {
      case 'ok':
        return outcome.records.length === 0 ? [] : carry(message, outcome.records, group);
      case 'drop':
        return [];
      case 'redirect':
        return [asItCame(message, outcome.topic)];
      case 'dead-letter':
        return [deadLetterRecord(message, { ...outcome, group })];
    }
  };

  /** For a batch of which Kafka refuses a record: message by message, so that only the one at fault is set aside. */
  const produceSingly = async (
    messages: ReadonlyArray<Received>,
    outcomes: ReadonlyArray<Outcome>,
    hold: Hold,
  ) => {
    const final: Outcome[] = [];
    for (const [index, message] of messages.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) throw streamsErrors.outcomeCount();
      final.push(await produceOne(message, outcome, hold));
    }
    return final;
  };

  const produceOne = async (message: Received, outcome: Outcome, hold: Hold): Promise<Outcome> => {
    try {
      await persist(() => producer.sendAll(recordsOf(message, outcome)), hold);
      return outcome;
    } catch (error) {
      if (!(error instanceof CodedError) || !isRecordsFault(error)) throw error;
      if (outcome.kind !== 'dead-letter') return produceOne(message, deadLetter(error), hold);
      // A dead letter that its topic does not take: an operator has to make room. Waiting loses nothing.
      await patience.wait(error, RETRIES, hold.waiting);
      if (hold.waiting.aborted) throw new Abandoned();
      return produceOne(message, outcome, hold);
    }
  };

  const settle: Runner['settle'] = async (messages, outcomes, hold) => {
    const records: OutgoingRecord[] = [];
    for (const [index, message] of messages.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined) records.push(...recordsOf(message, outcome));
    }
    if (records.length === 0) return outcomes;
    try {
      await persist(() => producer.sendAll(records), hold);
      return outcomes;
    } catch (error) {
      if (!isRecordsFault(error)) throw error;
      return produceSingly(messages, outcomes, hold);
    }
  };

  return { take: (messages, hold) => outcomesOf(messages, hold), settle };
}
