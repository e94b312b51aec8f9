import { createHash } from 'node:crypto';
import type { Source } from '@throughline/connections';
import { platforms, type FetchResult, type HttpClient } from '@throughline/platforms';
import { sealRecord, type RawRecord } from '@throughline/raw';
import { fetcherErrors } from './errors.ts';
import type { Job } from './jobs.ts';

export interface Brought {
  readonly outcome: 'new' | 'unchanged' | 'gone';
  readonly contentHash: string;
  readonly records: ReadonlyArray<RawRecord>;
}

const GONE = 'gone';

function hashOf(result: FetchResult): string {
  if (!result.found) return GONE;
  const hash = createHash('sha256');
  for (const object of result.objects) hash.update(object.body).update('\0');
  return hash.digest('hex');
}

/**
 * Asks the vendor for the object of a job.
 * @param now epoch milliseconds: the record's receipt, and its revision where the vendor gives no time of change
 * @returns the raw records to write, none where the content is what was brought last
 * @throws what the platform's fetch throws, fetcher.source-gone, fetcher.cannot-fetch
 */
export async function bring(
  job: Job,
  source: Source | undefined,
  http: HttpClient,
  now: number,
): Promise<Brought> {
  if (source === undefined) throw fetcherErrors.sourceGone({ detail: { sourceId: job.source_id } });
  const { fetch } = platforms.get(job.platform).source;
  if (fetch === undefined) throw fetcherErrors.cannotFetch({ detail: { platform: job.platform } });
  const pointer = {
    objectType: job.object_type,
    objectId: job.object_id,
    change: job.change as 'created' | 'changed' | 'deleted' | 'unknown',
    parameters: job.parameters,
  };
  const result = await fetch(pointer, { settings: source.settings, http, now: new Date(now) });
  const contentHash = hashOf(result);
  if (contentHash === job.content_hash) return { outcome: 'unchanged', contentHash, records: [] };
  const objects = result.found
    ? result.objects
    : [{ url: `urn:throughline:gone:${job.platform}`, headers: {}, body: new Uint8Array() }];
  const records = objects.map((object) =>
    sealRecord({
      platform: job.platform,
      sourceId: job.source_id,
      family: job.family,
      method: 'FETCH',
      url: object.url,
      headers: {
        ...object.headers,
        'x-fetch-object': `${job.object_type}/${job.object_id}`,
        'x-fetch-change': job.change,
        'x-fetch-found': String(result.found),
        // The delivery that told of it: the chain of evidence.
        'x-fetch-asked-by': job.digest,
      },
      body: object.body,
      receivedAt: now,
      deliveryId: job.delivery_id,
      key: `${job.object_type}/${job.object_id}`,
      verification: 'vendor-api',
    }),
  );
  return { outcome: result.found ? 'new' : 'gone', contentHash, records };
}
