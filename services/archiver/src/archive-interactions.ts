import type { Archive, DocumentWrite, ItemResult } from '@throughline/archive';
import type { Kit } from '@throughline/service-kit';
import { drop, type BatchStep, type Decoded, type Outcome } from '@throughline/streams';
import type { CatchingUp } from './catching-up.ts';
import { count, outcomeOf } from './outcomes.ts';

export interface ArchiveInteractionsDeps {
  readonly archive: Pick<Archive, 'indexDocuments'>;
  readonly catchingUp: Pick<CatchingUp, 'saw'>;
  readonly metrics: Kit['metrics'];
}

/** Writes each resolved interaction's document; what the archive can never take is dead-lettered alone. */
export function archiveInteractions({
  archive,
  catchingUp,
  metrics,
}: ArchiveInteractionsDeps): BatchStep<Decoded<DocumentWrite>> {
  return async function archiveInteractionsBatch(messages, { signal, lag }) {
    const writes: DocumentWrite[] = [];
    for (const { content } of messages) if (content !== null) writes.push(content);
    const results: ReadonlyArray<ItemResult> = await archive.indexDocuments(writes, { signal });
    await catchingUp.saw(lag);
    count(
      metrics,
      'interaction',
      results,
      writes.map(({ receivedAt }) => receivedAt),
    );
    let next = 0;
    return messages.map(({ content }): Outcome => {
      if (content === null) return drop('tombstone');
      const result = results[next++];
      return result === undefined ? drop('tombstone') : outcomeOf(result);
    });
  };
}
