import { z } from 'zod';
import { moment } from './shapes.ts';

const problem = z
  .object({ code: z.string(), message: z.string(), action: z.string(), at: moment.nullable() })
  .meta({ id: 'FollowingProblem' });
export type FollowingProblem = z.infer<typeof problem>;

const count = z.number().int();

/** How a source is followed at its vendor's API, and how complete each day is. */
export const followingDetail = z
  .object({
    state: z
      .enum(['none', 'unconfigured', 'starting', 'following', 'paused', 'away', 'blocked', 'leaving'])
      .describe(
        '`none`: the platform has no API to ask; `unconfigured`: the settings lack its credentials; `starting`: not taken up yet; `paused`: the vendor asked us to slow down; `away`: it does not answer; `blocked`: it refuses our credentials',
      ),
    problem: problem.nullable(),
    pausedUntil: moment.nullable(),
    awaySince: moment.nullable(),
    subscriptions: z.array(
      z.object({
        key: z.string(),
        state: z.enum(['active', 'pending', 'lapsed', 'failing']),
        expiresAt: moment.nullable().describe('null: it does not lapse, or is not made yet'),
        renewsAt: moment,
        problem: problem.nullable(),
      }),
    ),
    feeds: z.array(
      z.object({
        feed: z.string(),
        readAt: moment.nullable().describe('Everything up to then was read'),
        nextAt: moment,
        problem: problem.nullable(),
      }),
    ),
    stream: z
      .object({ open: z.boolean(), heardUntil: moment.nullable(), problem: problem.nullable() })
      .nullable(),
    backfill: z
      .object({
        days: count.describe('Days of history that were asked for'),
        done: count.describe('Days that were gone through'),
        found: count,
        missing: count,
        fetched: count,
      })
      .nullable()
      .describe('null where the platform has no history that can be asked for'),
    waiting: z.object({ live: count, retry: count, backfill: count, failed: count }),
    completeness: z
      .number()
      .nullable()
      .describe('Over the days below that were compared, 0 to 1; null before the first'),
    days: z
      .array(
        z.object({
          day: z.iso.date().describe('UTC'),
          vendor: count.nullable().describe('Objects that the vendor has; null before the first comparison'),
          archived: count.nullable().describe('Of these, those that the archive had'),
          fetched: count.describe('Of these, those that were brought since'),
          completeness: z.number().nullable().describe('0 to 1'),
        }),
      )
      .describe('The newest first'),
  })
  .meta({ id: 'Following' });
export type FollowingDetail = z.infer<typeof followingDetail>;

export const followingQuery = z.object({
  days: z.coerce.number().int().min(1).max(366).default(30).describe('Days of completeness to tell of'),
});

export const backfillOrder = z
  .object({ days: z.number().int().min(1).max(3660).describe('Days in all, from today backwards') })
  .meta({ id: 'BackfillOrder' });

export const resumed = z
  .object({ retried: count.describe('Objects that were given up and are tried again') })
  .meta({ id: 'Resumed' });
