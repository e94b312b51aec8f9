import type { Outcome } from './outcome.ts';
import type { Message } from './records.ts';

export interface StepContext {
  /** Only for work that blocks the event loop: the runner beats by itself every few seconds while a step works. */
  heartbeat(): Promise<void>;
  /** Aborted when the partitions were given to another member: what the step does from then on will be done again. */
  readonly signal: AbortSignal;
  /** How many records are known to come behind these, in all of the consumer's partitions. */
  readonly lag: number;
}

/**
 * A step of a stream. It is given messages of any number of partitions, each partition in order, and gives one outcome for
 * each, in the same order. It may be called again with messages that it has already had: each effect is idempotent.
 *
 * It throws a retryable `CodedError` while a store is away: the same messages come again for as long as that lasts.
 * Anything else that it throws is a surprise: the batch is halved until the message at fault is found.
 */
export type BatchStep<M extends Message = Message> = (
  messages: ReadonlyArray<M>,
  context: StepContext,
) => Promise<ReadonlyArray<Outcome>>;
