import type { IHeaders } from 'kafkajs';
import { deadLetterTopic } from '@throughline/schemas';
import type { CodedError } from '@throughline/errors';
import type { OutgoingRecord, Received } from './records.ts';

/** Bytes of the stack that are kept. */
const MAX_STACK_BYTES = 4_096;

/** The original headers; of one that came several times all values are kept, joined, as a record here has each name once. */
function originalHeaders(headers: IHeaders | undefined): Record<string, string | Buffer> {
  const kept: Record<string, string | Buffer> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (Array.isArray(value)) kept[name] = Buffer.concat(value.map((one) => Buffer.from(one)));
    else if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** The stack of the error and of what caused it, of which the innermost is the one that helps. */
function stackOf(error: unknown): string {
  const stacks: string[] = [];
  for (let at = error; at instanceof Error && stacks.length < 5; at = at.cause) stacks.push(frames(at));
  const bytes = Buffer.from(stacks.join('\ncaused by '));
  return bytes.subarray(0, MAX_STACK_BYTES).toString();
}

/**
 * Code or name and frames, without the messages: a foreign error's message may quote what a customer wrote, and a dead
 * letter's headers are shown to more people than its value.
 */
function frames(error: Error): string {
  const lines = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const name = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return [name, ...lines].join('\n');
}

/** A message as it came, with another topic's name. */
export const asItCame = (message: Received, topic: string): OutgoingRecord => ({
  topic,
  key: message.key,
  value: message.original.value,
  headers: originalHeaders(message.original.headers),
});

/**
 * The dead letter of a message: its bytes, key and headers as they came, and what went wrong in `error-code`, `error-message` (the
 * public sentence), `error-step` (the consumer group), `error-attempt`, `error-stack`, `source-topic`, `source-partition`,
 * `source-offset` and `failed-at` (ISO 8601, UTC).
 */
export function deadLetterRecord(
  message: Received,
  { error, attempts, group }: { error: CodedError; attempts: number; group: string },
): OutgoingRecord {
  const copy = asItCame(message, deadLetterTopic(message.topic));
  return {
    ...copy,
    headers: {
      ...copy.headers,
      'error-code': error.code,
      'error-message': error.message,
      'error-step': group,
      'error-attempt': String(attempts),
      'error-stack': stackOf(error),
      'source-topic': message.topic,
      'source-partition': String(message.partition),
      'source-offset': message.offset,
      'failed-at': new Date().toISOString(),
    },
  };
}
