import type { ItemResult } from '@throughline/archive';
import type { Kit } from '@throughline/service-kit';
import { deadLetter, ok, type Outcome } from '@throughline/streams';
import { archived, archivedAfter } from './events.ts';

export const outcomeOf = (result: ItemResult): Outcome =>
  typeof result === 'string' ? ok() : deadLetter(result.failed);

/** Counts what became of a batch. @param receivedAt of each record, epoch milliseconds */
export function count(
  metrics: Kit['metrics'],
  what: 'interaction' | 'raw',
  results: ReadonlyArray<ItemResult>,
  receivedAt: ReadonlyArray<number>,
): void {
  const sums = { stored: 0, unchanged: 0, failed: 0 };
  let oldest = Infinity;
  for (const [index, result] of results.entries()) {
    sums[typeof result === 'string' ? result : 'failed'] += 1;
    if (result === 'stored') oldest = Math.min(oldest, receivedAt[index] ?? Infinity);
  }
  for (const [result, value] of Object.entries(sums))
    if (value > 0) metrics.observe(archived({ what, result }, { value }));
  if (oldest !== Infinity) metrics.observe(archivedAfter({ what }, { value: (Date.now() - oldest) / 1000 }));
}
