import { sql } from 'kysely';
import type { Job, Task } from './tables.ts';

/**
 * Work is taken source by source: each source's first few by lane and time, then the first of those. So a source with a
 * hundred thousand waiting jobs costs no more to look at than one with three, and holds up nobody.
 */

export interface Claim {
  readonly limit: number;
  /** Most that may be under way for one source, on all replicas together. */
  readonly perSource: number;
  readonly now: Date;
  readonly until: Date;
}

export const jobsToClaim = ({ limit, perSource, now, until }: Claim) => sql<Job>`
  update fetcher.jobs as job set leased_until = ${until}
   where (job.source_id, job.object_type, job.object_id) in (
     select first.source_id, first.object_type, first.object_id
       from fetcher.sources as source
      cross join lateral (
        select source_id, object_type, object_id, lane, due_at
          from fetcher.jobs
         where source_id = source.source_id and state = 'waiting' and due_at <= ${now}
           and (leased_until is null or leased_until <= ${now})
         order by fetcher.rank(lane), due_at
         limit greatest(0, ${perSource} - (
           select count(*) from fetcher.jobs where source_id = source.source_id and leased_until > ${now}))
           for update skip locked) as first
      where source.state <> 'leaving' and (source.paused_until is null or source.paused_until <= ${now})
      order by fetcher.rank(first.lane), first.due_at
      limit ${limit})
  returning job.*`;

/**
 * Subscriptions come before feeds and feeds before history: what was made later can have missed nothing that the earlier
 * tells. A source that is being left only has its subscriptions removed.
 */
export const tasksToClaim = ({ limit, perSource, now, until }: Claim, lease: string) => sql<Task>`
  update fetcher.tasks as task set leased_until = ${until}, lease = ${lease}
   where (task.source_id, task.kind, task.name) in (
     select first.source_id, first.kind, first.name
       from fetcher.sources as source
      cross join lateral (
        select source_id, kind, name, lane, due_at
          from fetcher.tasks
         where source_id = source.source_id and due_at <= ${now}
           and (leased_until is null or leased_until <= ${now})
           and (source.state <> 'leaving' or kind = 'subscription')
         order by fetcher.rank(lane), kind = 'day', kind = 'feed',
                  case when kind = 'day' then name end desc, due_at
         limit greatest(0, ${perSource} - (
           select count(*) from fetcher.tasks where source_id = source.source_id and leased_until > ${now}))
           for update skip locked) as first
      where source.paused_until is null or source.paused_until <= ${now}
      order by fetcher.rank(first.lane), first.due_at
      limit ${limit})
  returning task.*,
    (select source.platform from fetcher.sources as source where source.source_id = task.source_id) as platform,
    (select source.state = 'leaving' from fetcher.sources as source where source.source_id = task.source_id) as leaving`;
