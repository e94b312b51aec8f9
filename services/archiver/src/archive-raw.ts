import type { Archive, ItemResult } from '@throughline/archive';
import { CodedError } from '@throughline/errors';
import { decodeRaw, decodeRawHeaders, type BodyStore, type RawRecord } from '@throughline/raw';
import type { Kit } from '@throughline/service-kit';
import { deadLetter, type BatchStep, type Message, type Outcome } from '@throughline/streams';
import { count, outcomeOf } from './outcomes.ts';

export interface ArchiveRawDeps {
  readonly archive: Pick<Archive, 'storeRaw'>;
  /** Where the bodies over 900 kB are. */
  readonly bodies?: BodyStore;
  readonly metrics: Kit['metrics'];
}

type Read = { readonly record: RawRecord } | { readonly error: CodedError };

function asError(error: unknown): { error: CodedError } {
  if (error instanceof CodedError && !error.retryable) return { error };
  throw error;
}

function read(message: Message): Read {
  try {
    return { record: decodeRawHeaders(message) };
  } catch (error) {
    return asError(error);
  }
}

/** Keeps each raw record by its digest. Large bodies are brought and stored one by one, so that a batch of them fits into memory. */
export function archiveRaw({ archive, bodies, metrics }: ArchiveRawDeps): BatchStep {
  const isLarge = (message: Message): boolean => message.headers['body-ref'] !== undefined;

  async function storeLarge(message: Message, signal: AbortSignal): Promise<ItemResult> {
    const { record, error } = await decodeRaw(message, bodies).then(
      (whole) => ({ record: whole, error: undefined }),
      (thrown: unknown) => ({ record: undefined, ...asError(thrown) }),
    );
    if (record === undefined) return { failed: error };
    const [result] = await archive.storeRaw([record], { signal });
    return result ?? 'unchanged';
  }

  return async function archiveRawBatch(messages, { signal }) {
    const outcomes = new Map<Message, Outcome>();
    const small: Message[] = [];
    const records: RawRecord[] = [];
    for (const message of messages) {
      if (isLarge(message)) continue;
      const result = read(message);
      if ('error' in result) outcomes.set(message, deadLetter(result.error));
      else {
        small.push(message);
        records.push(result.record);
      }
    }
    const results = await archive.storeRaw(records, { signal });
    count(
      metrics,
      'raw',
      results,
      records.map((record) => record.receivedAt),
    );
    for (const [index, message] of small.entries())
      outcomes.set(message, outcomeOf(results[index] ?? 'unchanged'));
    for (const message of messages.filter(isLarge)) {
      const result = await storeLarge(message, signal);
      count(metrics, 'raw', [result], [Number(message.headers['received-at'])]);
      outcomes.set(message, outcomeOf(result));
    }
    return messages.map((message) => outcomes.get(message) ?? outcomeOf('unchanged'));
  };
}
