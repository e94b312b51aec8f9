import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError, isRetryable } from '@throughline/errors';
import { streamsErrors } from './errors.ts';
import { deadLetter, type Outcome } from './outcome.ts';
import type { Message } from './records.ts';
import { RETRIES, retryDelayMs } from './retries.ts';
import type { BatchStep, StepContext } from './step.ts';

export interface EachOptions<M extends Message> {
  /** Messages under way at once; 1 by default. */
  readonly concurrency?: number;
  /** Messages with the same one are taken one after the other; the record key by default. null: in no order. */
  readonly key?: (message: M) => string | null;
}

/**
 * Lifts a step for one message to one for batches: up to `concurrency` messages at once, those of one key in order. What was
 * done is remembered, so that when a store goes away in the middle only the rest is done again. An unforeseen error is
 * tried three times more and dead-lettered, without disturbing the others.
 */
export function each<M extends Message>(
  step: (message: M, context: StepContext) => Outcome | Promise<Outcome>,
  { concurrency = 1, key = (message) => message.key }: EachOptions<M> = {},
): BatchStep<M> {
  const finished = new WeakMap<M, Outcome>();

  const once = async (message: M, context: StepContext): Promise<Outcome> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await step(message, context);
      } catch (error) {
        if (isRetryable(error) || context.signal.aborted) throw error;
        if (error instanceof CodedError) return deadLetter(error, attempt);
        if (attempt > RETRIES) return deadLetter(streamsErrors.unexpected({ cause: error }), attempt);
        await sleep(retryDelayMs(attempt), undefined, { signal: context.signal });
      }
    }
  };

  return async function eachMessage(messages, context) {
    const lanes = lanesOf(messages, key);
    const failures: unknown[] = [];
    const work = async () => {
      for (let lane = lanes.pop(); lane !== undefined && failures.length === 0; lane = lanes.pop()) {
        for (const message of lane) {
          if (failures.length > 0) return;
          if (finished.has(message)) continue;
          try {
            finished.set(message, await once(message, context));
          } catch (error) {
            failures.push(error);
          }
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, lanes.length) }, work));
    if (failures.length > 0) throw failures[0];
    return messages.map((message) => {
      const outcome = finished.get(message);
      if (outcome === undefined) throw streamsErrors.outcomeCount();
      return outcome;
    });
  };
}

/** The messages that have to be taken one after the other, lane by lane; the last lane holds the earliest message. */
function lanesOf<M extends Message>(messages: ReadonlyArray<M>, key: (message: M) => string | null): M[][] {
  const lanes: M[][] = [];
  const byKey = new Map<string, M[]>();
  for (const message of messages) {
    const name = key(message);
    const lane = name === null ? undefined : byKey.get(name);
    if (lane !== undefined) lane.push(message);
    else {
      const started = [message];
      lanes.push(started);
      if (name !== null) byKey.set(name, started);
    }
  }
  return lanes.toReversed();
}
