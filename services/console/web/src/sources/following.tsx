import { useMutation, useQuery } from '@tanstack/react-query';
import { KeyRound, RotateCw } from 'lucide-react';
import type { FollowingDetail, FollowingProblem } from '../../../src/api/following.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { followingQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { classes } from '../parts/classes.ts';
import { Facts, Section } from '../parts/facts.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';
import { Ago, Time } from '../parts/time.tsx';
import { Backfill } from './backfill.tsx';
import { Completeness } from './completeness.tsx';

type State = FollowingDetail['state'];

const states: Readonly<Record<State, readonly [look: string, sentence: string]>> = {
  none: ['bg-sunken text-ink-soft', 'This platform has no API that could be asked.'],
  unconfigured: ['bg-warn-soft text-warn', 'Its API is not asked yet: the settings lack the credentials.'],
  starting: ['bg-warn-soft text-warn', 'It is taken up within a minute.'],
  following: ['bg-good-soft text-good', 'Followed at the vendor’s API'],
  paused: ['bg-warn-soft text-warn', 'The vendor asks us to slow down'],
  away: ['bg-warn-soft text-warn', 'The vendor’s API does not answer; it is tried again'],
  blocked: ['bg-bad-soft text-bad', 'The vendor refuses our credentials: connect it again'],
  leaving: ['bg-sunken text-ink-soft', 'It is taken leave of'],
};

function Problem({ problem }: { readonly problem: FollowingProblem | null }) {
  if (problem === null) return null;
  return (
    <span className="block">
      {problem.message} <span className="text-ink">{problem.action}</span>{' '}
      <code className="text-xs">{problem.code}</code>
    </span>
  );
}

function Parts({ followed }: { readonly followed: FollowingDetail }) {
  const subscriptions = followed.subscriptions.map(
    ({ key, state, expiresAt, problem }) =>
      [
        `Subscription ${key}`,
        <span key={key} className={classes(state !== 'active' && 'text-warn')}>
          {state}
          {expiresAt !== null && (
            <>
              {' '}
              until <Time at={expiresAt} as="full" />
            </>
          )}
          <Problem problem={problem} />
        </span>,
      ] as const,
  );
  const feeds = followed.feeds.map(
    ({ feed, readAt, problem }) =>
      [
        `Feed ${feed}`,
        <span key={feed} className={classes((readAt === null || problem !== null) && 'text-warn')}>
          {readAt === null ? (
            'not read yet'
          ) : (
            <>
              read <Ago at={readAt} />
            </>
          )}
          <Problem problem={problem} />
        </span>,
      ] as const,
  );
  const { stream, waiting } = followed;
  const rows = [
    ...subscriptions,
    ...feeds,
    ...(stream === null
      ? []
      : [
          [
            'Stream',
            <span key="stream" className={classes(!stream.open && 'text-warn')}>
              {stream.open ? 'open' : 'closed, it is opened again'}
              <Problem problem={stream.problem} />
            </span>,
          ] as const,
        ]),
    ['To be fetched', waiting.live + waiting.retry + waiting.backfill] as const,
    ...(waiting.failed > 0
      ? [
          [
            'Given up',
            <span key="failed" className="text-bad">
              {waiting.failed.toLocaleString()}
            </span>,
          ] as const,
        ]
      : []),
  ];
  return <Facts rows={rows} />;
}

interface FollowingProps {
  readonly sourceId: string;
  readonly isAdmin: boolean;
  /** Opens the settings, to enter credentials. */
  readonly onConnectAgain: () => void;
}

/** What is asked of the vendor besides its deliveries: subscriptions, feeds, history, and how complete it all is. */
export function Following({ sourceId, isAdmin, onConnectAgain }: FollowingProps) {
  const following = useQuery(followingQuery(sourceId));
  const resume = useMutation({
    mutationFn: () => api(`/sources/${sourceId}/resume`, { method: 'POST', body: {} }),
    onSuccess: () => queryClient.invalidateQueries(followingQuery(sourceId)),
  });
  if (following.isPending) return <Skeleton rows={2} />;
  if (following.isError) return <Failed error={following.error} retry={() => void following.refetch()} />;
  const followed = following.data;
  if (followed.state === 'none') return null;
  const [look, sentence] = states[followed.state];
  const isFollowed = !['unconfigured', 'starting', 'leaving'].includes(followed.state);
  const needsCredentials = ['blocked', 'unconfigured'].includes(followed.state);
  const mayResume = ['blocked', 'paused', 'away'].includes(followed.state) || followed.waiting.failed > 0;
  return (
    <>
      <Section title="At the vendor’s API">
        <div className={classes('rounded-xl px-3.5 py-3', look)} data-following={followed.state}>
          <p className="font-semibold">
            {sentence}
            {followed.state === 'paused' && followed.pausedUntil !== null && (
              <>
                {' '}
                until <Time at={followed.pausedUntil} as="clock" />
              </>
            )}
          </p>
          {followed.state !== 'following' && (
            <p className="text-[13px]">
              <Problem problem={followed.problem} />
            </p>
          )}
        </div>
        {isAdmin && (needsCredentials || mayResume) && (
          <div className="mt-3 flex flex-wrap gap-2">
            {needsCredentials && (
              <Button look={followed.state === 'blocked' ? 'primary' : 'plain'} onClick={onConnectAgain}>
                <KeyRound className="size-4" aria-hidden="true" />
                {followed.state === 'blocked' ? 'Connect again' : 'Enter the credentials'}
              </Button>
            )}
            {mayResume && (
              <Button disabled={resume.isPending} onClick={() => resume.mutate()}>
                <RotateCw className="size-4" aria-hidden="true" /> Try again now
              </Button>
            )}
          </div>
        )}
        {isFollowed && (
          <div className="mt-3">
            <Parts followed={followed} />
          </div>
        )}
      </Section>
      {isFollowed && followed.backfill !== null && (
        <>
          <Section title="History">
            <Backfill sourceId={sourceId} progress={followed.backfill} mayAsk={isAdmin} />
          </Section>
          <Section title="Completeness">
            <Completeness share={followed.completeness} days={followed.days} />
          </Section>
        </>
      )}
    </>
  );
}
