import { Client } from '@opensearch-project/opensearch';
import type { ResolvedInteraction } from '@throughline/schemas';
import { documentOf } from '../src/document.ts';

export interface ReadyDocument {
  readonly id: string;
  readonly text: string;
}

/** The archive's own documents as ready-made JSON, so that both sides of a comparison write the same bytes. */
export const readyDocuments = (
  interactions: ReadonlyArray<ResolvedInteraction>,
): ReadonlyArray<ReadyDocument> =>
  interactions.map((resolved) => ({
    id: resolved.interaction.documentId,
    text: JSON.stringify(documentOf(resolved)),
  }));

/**
 * The baseline: `create` with own ids, batches of 1,000, some in flight, no result looked at but `errors`.
 * @returns documents per second
 */
export async function bareLoad(
  url: string,
  index: string,
  documents: ReadonlyArray<ReadyDocument>,
  inFlight: number,
): Promise<number> {
  const client = new Client({ node: url, maxRetries: 0 });
  const began = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < documents.length) {
      const batch = documents.slice(next, (next += 1000));
      let bulkBody = '';
      for (const { id, text } of batch)
        bulkBody += `{"create":{"_index":"${index}","_id":"${id}"}}\n${text}\n`;
      const { body } = await client.transport.request({ method: 'POST', path: '/_bulk', bulkBody }, {});
      if ((body as { errors: boolean }).errors) throw new Error('The bare loader had errors');
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const perSecond = documents.length / ((performance.now() - began) / 1000);
  await client.close();
  return perSecond;
}
