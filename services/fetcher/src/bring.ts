import type { Job } from '@throughline/following';
import type { Api, FetchedObject } from '@throughline/platforms';
import type { RawRecord } from '@throughline/raw';
import { fetcherErrors } from './errors.ts';
import { contentHashOf, fetchedRecord, newAmong } from './records.ts';
import type { VendorSource } from './source-finder.ts';

export interface Brought {
  readonly outcome: 'new' | 'unchanged' | 'gone';
  readonly contentHash: string;
  readonly records: ReadonlyArray<RawRecord>;
}

const GONE = 'gone';

/**
 * Asks the vendor for the object of a job.
 * @returns the raw records to write: of several objects those whose content is not what was brought last. `api.now` is their receipt, and
 *   their revision where the vendor gives no time of change.
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
  if (contentHash === job.content_hash || objects.length === 0)
    return { outcome: 'unchanged', contentHash, records: [] };
  const cause = {
    object: `${job.object_type}/${job.object_id}`,
    change: job.change,
    found: result.found,
    deliveryId: job.delivery_id,
    digest: job.digest,
  };
  return {
    outcome: result.found ? 'new' : 'gone',
    contentHash,
    records: objects.map((object) => fetchedRecord(source, object, cause, api.now.getTime())),
  };
}
