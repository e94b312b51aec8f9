import { fetcherErrors, objectKey, type Job } from '@throughline/following';
import type { Api, FetchedObject } from '@throughline/platforms';
import { contentHashOf, newAmong, type Cause } from './records.ts';
import type { VendorSource } from './source-finder.ts';

export interface Brought {
  readonly outcome: 'new' | 'unchanged' | 'gone';
  readonly contentHash: string;
  /** To be written: of several objects those whose content is not what was brought last. */
  readonly objects: ReadonlyArray<FetchedObject>;
  readonly cause: Cause;
}

const GONE = 'gone';

/**
 * Asks the vendor for the object of a job.
 * @throws what the platform's fetch throws, fetcher.cannot-fetch
 */
export async function bring(job: Job, source: VendorSource, api: Api<unknown>): Promise<Brought> {
  const { fetch } = source.vendor;
  if (fetch === undefined) throw fetcherErrors.cannotFetch({ detail: { platform: job.platform } });
  const pointer = {
    objectType: job.object_type,
    objectId: job.object_id,
    change: job.change as 'created' | 'changed' | 'deleted' | 'unknown',
    parameters: job.parameters,
  };
  const result = await fetch(pointer, api);
  const contentHash = result.found ? contentHashOf(result.objects) : GONE;
  const objects: ReadonlyArray<FetchedObject> = result.found
    ? newAmong(result.objects, job.content_hash)
    : [{ url: `urn:throughline:gone:${job.platform}`, headers: {}, body: new Uint8Array() }];
  const cause = {
    object: objectKey(job.object_type, job.object_id),
    change: job.change,
    found: result.found,
    deliveryId: job.delivery_id,
    digest: job.digest,
  };
  if (contentHash === job.content_hash || objects.length === 0)
    return { outcome: 'unchanged', contentHash, objects: [], cause };
  return { outcome: result.found ? 'new' : 'gone', contentHash, objects, cause };
}
