import { parentPort, workerData } from 'node:worker_threads';
import { countKeys, LARGEST_BLOCK, normalise, train } from '@throughline/matching';
import type { PersonFields } from '@throughline/matching';

/** What the thread is given. */
export interface TrainingTask {
  readonly records: ReadonlyArray<PersonFields>;
  readonly seed: number;
}

/** Pairs drawn blindly, for each record: of few records, more would only be the same ones again. */
const PAIRS_PER_RECORD = 100;
/** Together with the sample's size these bound the memory that learning needs. */
const MOST_RANDOM_PAIRS = 150_000;
const MOST_PAIRS = 150_000;

/**
 * The largest block with which no more pairs than wanted are judged. What is passed over are the commonest keys; who are one
 * person share rarer ones as well.
 */
function largestBlockFor(records: ReadonlyArray<PersonFields>): number {
  const blocks = new Uint32Array(LARGEST_BLOCK + 1);
  for (const size of countKeys(records.map(normalise)))
    if (size <= LARGEST_BLOCK) blocks[size] = (blocks[size] ?? 0) + 1;
  let pairs = 0;
  for (let size = 2; size <= LARGEST_BLOCK; size++) {
    pairs += ((blocks[size] ?? 0) * size * (size - 1)) / 2;
    if (pairs > MOST_PAIRS) return size - 1;
  }
  return LARGEST_BLOCK;
}

const { records, seed } = workerData as TrainingTask;
const randomPairs = Math.min(MOST_RANDOM_PAIRS, PAIRS_PER_RECORD * records.length);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, which has no origin
parentPort?.postMessage(train(records, { seed, randomPairs, largestBlock: largestBlockFor(records) }));
