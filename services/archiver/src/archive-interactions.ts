import type { Archive, ItemResult } from '@throughline/archive';
import type { ResolvedInteraction } from '@throughline/schemas';
import type { Kit } from '@throughline/service-kit';
import { drop, type BatchStep, type Decoded, type Outcome } from '@throughline/streams';
import { count, outcomeOf } from './outcomes.ts';

export interface ArchiveInteractionsDeps {
  readonly archive: Pick<Archive, 'indexDocuments'>;
  readonly metrics: Kit['metrics'];
}

/** Writes each resolved interaction's document; what the archive can never take is dead-lettered alone. */
export function archiveInteractions({
  archive,
  metrics,
}: ArchiveInteractionsDeps): BatchStep<Decoded<ResolvedInteraction>> {
  return async function archiveInteractionsBatch(messages, { signal }) {
    const records: ResolvedInteraction[] = [];
    for (const { content } of messages) if (content !== null) records.push(content);
    const results: ReadonlyArray<ItemResult> = await archive.indexDocuments(records, { signal });
    count(
      metrics,
      'interaction',
      results,
      records.map((record) => record.interaction.receivedAt),
    );
    let next = 0;
    return messages.map(({ content }): Outcome => {
      if (content === null) return drop('tombstone');
      const result = results[next++];
      return result === undefined ? drop('tombstone') : outcomeOf(result);
    });
  };
}
