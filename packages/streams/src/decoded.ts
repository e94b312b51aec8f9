import { CodedError } from '@throughline/errors';
import type { Reader } from './avro-codec.ts';
import { streamsErrors } from './errors.ts';
import { deadLetter, type Outcome } from './outcome.ts';
import type { Message } from './records.ts';
import type { BatchStep } from './step.ts';

/** A message with what its bytes say; `content` is null for a tombstone. */
export type Decoded<T> = Message & { readonly content: T | null };

/**
 * Lifts a step over decoded messages to one over bytes. What cannot be decoded is dead-lettered with its `streams.avro-*` code, and
 * the step never sees it; while the registry is away the batch waits.
 * @param codecs the codec of each topic that is consumed, by topic name
 */
export function decoded<T>(
  codecs: Readonly<Record<string, Reader<T>>>,
  step: BatchStep<Decoded<T>>,
): BatchStep {
  // The same object again for the same message, so that a step may know what it has done when a batch is tried again. On the message
  // itself, as a weak map of all that are in memory costs every collection of garbage.
  const read = Symbol('read');
  interface Seen extends Message {
    [read]?: Decoded<T> | CodedError;
  }

  const note = (message: Seen, error: unknown): void => {
    if (!(error instanceof CodedError) || error.retryable) throw error;
    message[read] = error;
  };
  const keep = (message: Seen, content: T | null): void => {
    message[read] = { ...message, content };
  };

  /** At once, but for a schema that has to be asked for: a promise for each message would cost more than the decoding. */
  const decode = (message: Seen): Promise<void> | undefined => {
    try {
      const codec = codecs[message.topic];
      if (codec === undefined) throw streamsErrors.topicWithoutSchema({ detail: { topic: message.topic } });
      const content = message.value === null ? null : codec.decode(message.value);
      if (content instanceof Promise) {
        return content.then(
          (late) => keep(message, late),
          (error: unknown) => note(message, error),
        );
      }
      keep(message, content);
    } catch (error) {
      note(message, error);
    }
    return undefined;
  };

  return async function decodedBatch(messages: ReadonlyArray<Seen>, context) {
    const asking: Promise<void>[] = [];
    for (const message of messages) {
      const late = message[read] === undefined ? decode(message) : undefined;
      if (late !== undefined) asking.push(late);
    }
    if (asking.length > 0) await Promise.all(asking);
    const readable: Decoded<T>[] = [];
    for (const message of messages) {
      const result = message[read];
      if (result !== undefined && !(result instanceof CodedError)) readable.push(result);
    }
    const outcomes = readable.length === 0 ? [] : await step(readable, context);
    if (outcomes.length !== readable.length) throw streamsErrors.outcomeCount();
    let next = 0;
    return messages.map((message): Outcome => {
      const result = message[read];
      const outcome = result instanceof CodedError ? deadLetter(result) : outcomes[next++];
      if (outcome === undefined) throw streamsErrors.outcomeCount();
      return outcome;
    });
  };
}
