import { fetcherErrors, type Job, type Jobs, type Receipts } from '@throughline/following';
import type { Kit } from '@throughline/service-kit';
import type { Lender } from './access/lender.ts';
import { bring } from './bring.ts';
import { fetched, fetchFailed } from './events.ts';
import { asCoded, delayOf, isOfSource } from './failure.ts';
import { fetchedRecords, type Recorder } from './records.ts';
import type { SourceFinder } from './source-finder.ts';

export interface FetchJobDeps {
  readonly jobs: Jobs;
  readonly receipts: Pick<Receipts, 'note'>;
  readonly sources: SourceFinder;
  readonly lender: Lender;
  readonly recorder: Recorder;
  readonly metrics: Kit['metrics'];
}

const MOST_ATTEMPTS = 60;
const MOST_UNEXPECTED = 5;
/** What waits for a source that is paused looks again after this; the pause itself outranks it. */
const HELD_MS = 1_000;

/** Brings the object of a job to the raw topics; what cannot be brought is tried again, held or given up, by its error. */
export function fetchJob({ jobs, receipts, sources, lender, recorder, metrics }: FetchJobDeps) {
  async function attempt(job: Job): Promise<void> {
    const source = await sources.find(job.source_id);
    if (source === undefined) throw fetcherErrors.sourceGone({ detail: { sourceId: job.source_id } });
    const api = lender.apiOf(source);
    const { outcome, contentHash, objects, cause } = await bring(job, source, api);
    if (objects.length > 0) {
      const brought = { objectType: job.object_type, objectId: job.object_id, contentHash };
      const receivedAt = await receipts.note(source.id, [brought], api.now.getTime());
      await recorder.write(fetchedRecords(source, objects, cause, receivedAt));
    }
    await jobs.finish(job, contentHash);
    metrics.observe(fetched({ platform: job.platform, outcome }));
  }

  async function end(job: Job, thrown: unknown): Promise<void> {
    const error = asCoded(thrown);
    const { platform } = job;
    const { source_id: sourceId, object_type: objectType, attempt: tried } = job;
    const most = error.code === 'fetcher.unexpected' ? MOST_UNEXPECTED : MOST_ATTEMPTS;
    const outcome = isOfSource(error) ? 'held' : error.retryable && tried + 1 < most ? 'retried' : 'failed';
    metrics.observe(
      fetchFailed(
        { platform, code: error.code },
        { detail: { sourceId, objectType, attempt: tried, err: thrown } },
      ),
    );
    metrics.observe(fetched({ platform, outcome }));
    if (outcome === 'held') await jobs.hold(job, error.code, HELD_MS);
    else if (outcome === 'retried') await jobs.retry(job, error.code, delayOf(tried, error));
    else await jobs.fail(job, error.code);
  }

  return async function fetchOneJob(job: Job): Promise<void> {
    try {
      await attempt(job);
    } catch (error) {
      await end(job, error);
    }
  };
}
