import type { Source } from '@throughline/connections';
import type { ErrorDefinition } from '@throughline/errors';
import {
  fetcherErrors,
  followingErrors,
  type DayCompleteness,
  type Failure,
  type FollowedSource,
} from '@throughline/following';
import { outgoingErrors } from '@throughline/outgoing';
import { platformErrors, platforms, type Platform } from '@throughline/platforms';
import type { FollowingDetail, FollowingProblem } from '../api/following.ts';
import { momentOf } from '../api/shapes.ts';

type Sentences = Pick<ErrorDefinition, 'message' | 'action'>;

const otherwise: Sentences = {
  message: 'The vendor could not be asked.',
  action: 'It is tried again by itself; look the code up in the list of errors if it lasts.',
};

export function problemOf(failure: Failure | null): FollowingProblem | null {
  if (failure === null) return null;
  const { code, at } = failure;
  const known = [fetcherErrors, platformErrors, outgoingErrors, followingErrors]
    .map(({ definitions }) => definitions.get(code))
    .find((definition) => definition !== undefined);
  const { message, action } = known ?? otherwise;
  return { code, message, action, at: at === null ? null : momentOf(at) };
}

const optional = (time: number | null): string | null => (time === null ? null : momentOf(time));

/** Whether the fetcher has something to do for the platform's sources. */
export const isFollowable = ({ fetch, subscriptions, feeds, history, stream }: Platform['source']): boolean =>
  [fetch, subscriptions, feeds, history, stream].some((part) => part !== undefined);

function isConfigured({ source }: Platform, settings: unknown): boolean {
  return source.access?.(settings) !== undefined || source.history?.ready(settings) === true;
}

function stateOf(
  platform: Platform,
  source: Source,
  followed: FollowedSource | undefined,
  now: number,
): FollowingDetail['state'] {
  if (!isFollowable(platform.source)) return 'none';
  if (followed?.state === 'blocked' || followed?.state === 'leaving') return followed.state;
  if (!isConfigured(platform, source.settings)) return 'unconfigured';
  if (followed === undefined) return 'starting';
  if (followed.pausedUntil !== null && followed.pausedUntil > now) return 'paused';
  return followed.awaySince === null ? 'following' : 'away';
}

type Subscription = FollowedSource['subscriptions'][number];

function subscriptionState({ error, remoteId, expiresAt }: Subscription, now: number) {
  if (remoteId === null) return error === null ? 'pending' : 'failing';
  if (expiresAt !== null && expiresAt <= now) return 'lapsed';
  return error === null ? 'active' : 'failing';
}

/** Over all days that were compared: what is there or was brought, of what the vendor has. */
function shareOf(days: ReadonlyArray<DayCompleteness>): number | null {
  let [there, wanted, compared] = [0, 0, 0];
  for (const { vendorCount, archivedCount, fetched } of days) {
    if (vendorCount === null || archivedCount === null) continue;
    compared += 1;
    wanted += vendorCount;
    there += Math.min(vendorCount, archivedCount + fetched);
  }
  if (compared === 0) return null;
  return wanted === 0 ? 1 : there / wanted;
}

/** @param followed undefined where the fetcher has not taken the source up */
export function followingOf(
  source: Source,
  followed: FollowedSource | undefined,
  days: ReadonlyArray<DayCompleteness>,
  now: number,
): FollowingDetail {
  const platform = platforms.get(source.platform);
  const { history } = platform.source;
  return {
    state: stateOf(platform, source, followed, now),
    problem: problemOf(followed?.error ?? null),
    pausedUntil: optional(followed?.pausedUntil ?? null),
    awaySince: optional(followed?.awaySince ?? null),
    subscriptions: (followed?.subscriptions ?? []).map((subscription) => ({
      key: subscription.key,
      state: subscriptionState(subscription, now),
      expiresAt: optional(subscription.expiresAt),
      renewsAt: momentOf(subscription.dueAt),
      problem: problemOf(subscription.error),
    })),
    feeds: (followed?.feeds ?? []).map(({ feed, readAt, dueAt, error }) => ({
      feed,
      readAt: optional(readAt),
      nextAt: momentOf(dueAt),
      problem: problemOf(error),
    })),
    stream:
      followed === undefined || followed.stream === null
        ? null
        : {
            open: followed.stream.open,
            heardUntil: optional(followed.stream.heardUntil),
            problem: problemOf(followed.stream.error),
          },
    backfill:
      history === undefined
        ? null
        : (followed?.backfill ?? { days: 0, done: 0, found: 0, missing: 0, fetched: 0 }),
    waiting: followed?.jobs ?? { live: 0, retry: 0, backfill: 0, failed: 0 },
    completeness: shareOf(days),
    days: days.map(({ day, vendorCount, archivedCount, fetched, completeness }) => ({
      day,
      vendor: vendorCount,
      archived: archivedCount,
      fetched,
      completeness,
    })),
  };
}
