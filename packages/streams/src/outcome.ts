import type { CodedError } from '@throughline/errors';
import type { OutgoingRecord } from './records.ts';

/** How a step ends for one message. Only the runner acts on it. */
export type Outcome =
  | { readonly kind: 'ok'; readonly records: ReadonlyArray<OutgoingRecord> }
  | { readonly kind: 'drop'; readonly reason: string }
  | { readonly kind: 'dead-letter'; readonly error: CodedError; readonly attempts: number }
  | { readonly kind: 'redirect'; readonly topic: string };

const done: Outcome = { kind: 'ok', records: [] };

/** Done; `records` are acked before the message is committed. */
export const ok = (records?: ReadonlyArray<OutgoingRecord>): Outcome =>
  records === undefined || records.length === 0 ? done : { kind: 'ok', records };

/** Nothing to do with it, on purpose. The reason is a fixed word or two, in kebab case: it becomes a metric's label. */
export const drop = (reason: string): Outcome => ({ kind: 'drop', reason });

/** It can never be taken: kept aside with its error, and the next one goes through. */
export const deadLetter = (error: CodedError, attempts = 1): Outcome => ({
  kind: 'dead-letter',
  error,
  attempts,
});

/** Another topic's consumer has to take it: sent there as it came. */
export const redirect = (topic: string): Outcome => ({ kind: 'redirect', topic });
