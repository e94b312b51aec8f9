import type { EachBatchPayload } from 'kafkajs';
import { received, type Received } from './records.ts';

/** What kafkajs handed over of one partition, and how far it has come. */
export interface Entry {
  readonly payload: EachBatchPayload;
  /** Of the membership in the group that it was fetched under. */
  readonly generation: number;
  /** The last offset that is committed of it. */
  committed: string | undefined;
  /** kafkajs was told that it is done, so that it fetches what comes next, though it is not done yet. */
  isReleased: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/** A run of messages that goes through the step in one call, with the entry that each came from. */
export interface Chunk {
  readonly messages: Received[];
  /** The last offset of each entry in it. */
  readonly ends: Map<Entry, string>;
}

const emptyChunk = (): Chunk => ({ messages: [], ends: new Map() });

export const messagesIn = (entries: ReadonlyArray<Entry>): number =>
  entries.reduce((sum, { payload }) => sum + payload.batch.messages.length, 0);

export const isDone = ({ committed, payload }: Entry): boolean =>
  committed === payload.batch.messages.at(-1)?.offset;

/** Whether the partitions hold more than what was fetched of them. */
export const isBehind = (entries: ReadonlyArray<Entry>): boolean =>
  entries.some(({ payload: { batch } }) => BigInt(batch.highWatermark) > BigInt(batch.lastOffset()) + 1n);

/** Has kafkajs fetch what comes behind the entries while they are worked through. */
export function release(entries: ReadonlyArray<Entry>): void {
  for (const entry of entries) {
    if (entry.isReleased) continue;
    entry.isReleased = true;
    entry.payload.resolveOffset(entry.payload.batch.lastOffset());
    entry.resolve();
  }
}

/** Has kafkajs fetch again what was released and is not committed. Only in the generation of the entries, in their order. */
export function takeBack(entries: ReadonlyArray<Entry>): void {
  // Of two entries of a partition the earlier one decides.
  for (const { isReleased, committed, payload } of entries.toReversed()) {
    const first = payload.batch.firstOffset();
    if (isReleased && first !== null) payload.resolveOffset(committed ?? String(BigInt(first) - 1n));
  }
}

/** Messages of the entries, `maxBatch` at once, and of those that `more` gives when they are used up. */
export function* chunksOf(
  more: () => ReadonlyArray<Entry>,
  maxBatch: number,
  topicOf: (name: string) => string,
): Generator<Chunk> {
  let chunk = emptyChunk();
  for (;;) {
    let entries = more();
    if (entries.length === 0) {
      if (chunk.messages.length === 0) return;
      yield chunk;
      chunk = emptyChunk();
      entries = more();
      if (entries.length === 0) return;
    }
    for (const entry of entries) {
      const { topic, partition, messages } = entry.payload.batch;
      const name = topicOf(topic);
      for (const message of messages) {
        chunk.messages.push(received(name, partition, message));
        chunk.ends.set(entry, message.offset);
        if (chunk.messages.length < maxBatch) continue;
        yield chunk;
        chunk = emptyChunk();
      }
    }
  }
}

/** The offsets to commit for a chunk: those behind the last message of each entry. */
export function positionsOf({ ends }: Chunk) {
  const byTopic = new Map<string, Map<number, string>>();
  for (const [{ payload }, end] of ends) {
    const { topic, partition } = payload.batch;
    const offsets = byTopic.get(topic) ?? new Map<number, string>();
    byTopic.set(topic, offsets);
    offsets.set(partition, String(BigInt(end) + 1n));
  }
  const partitionsOf = (offsets: Map<number, string>) =>
    Array.from(offsets, ([partition, offset]) => ({ partition, offset }));
  return {
    topics: Array.from(byTopic, ([topic, offsets]) => ({ topic, partitions: partitionsOf(offsets) })),
  };
}

/** How many records of a partition come after one. */
export interface Lag {
  readonly topic: string;
  readonly partition: number;
  readonly lag: number;
}

/** How many records come after an offset of an entry. */
const lagAfter = ({ payload: { batch } }: Entry, offset: bigint, topicOf: (name: string) => string): Lag => ({
  topic: topicOf(batch.topic),
  partition: batch.partition,
  lag: Number(BigInt(batch.highWatermark) - offset - 1n),
});

/** How many records come after the last one of each entry in a chunk. */
export const lagsOf = ({ ends }: Chunk, topicOf: (name: string) => string): Lag[] =>
  Array.from(ends, ([entry, end]) => lagAfter(entry, BigInt(end), topicOf));

/** How many records come from the first one of an entry on. */
export const lagBefore = (entry: Entry, topicOf: (name: string) => string): Lag =>
  lagAfter(entry, BigInt(entry.payload.batch.firstOffset() ?? 0) - 1n, topicOf);
