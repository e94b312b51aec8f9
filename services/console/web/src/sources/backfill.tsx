import { useMutation } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { FollowingDetail } from '../../../src/api/following.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { followingQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';

type Progress = NonNullable<FollowingDetail['backfill']>;

function ProgressBar({ progress: { days, done, found, missing, fetched } }: { readonly progress: Progress }) {
  if (days === 0) return null;
  const share = done / days;
  return (
    <div>
      <div
        role="progressbar"
        aria-label="Days of history gone through"
        aria-valuemin={0}
        aria-valuemax={days}
        aria-valuenow={done}
        className="h-2 overflow-hidden rounded-full bg-sunken"
      >
        <div className="h-full rounded-full bg-accent transition-all" style={{ width: `${share * 100}%` }} />
      </div>
      <p className="mt-1.5 text-[13px] text-ink-soft">
        {done.toLocaleString()} of {days.toLocaleString()} days · {found.toLocaleString()} found ·{' '}
        {fetched.toLocaleString()} fetched{missing > 0 && ` · ${missing.toLocaleString()} to go`}
      </p>
    </div>
  );
}

interface BackfillProps {
  readonly sourceId: string;
  readonly progress: Progress;
  /** Whether more may be asked for: the source is followed, and the reader is an administrator. */
  readonly mayAsk: boolean;
}

/** How much history was brought, and a way to ask for more. */
export function Backfill({ sourceId, progress, mayAsk }: BackfillProps) {
  const [asked, setAsked] = useState<number>();
  const order = useMutation({
    mutationFn: (days: number) => api(`/sources/${sourceId}/backfill`, { method: 'POST', body: { days } }),
    onSuccess: async (_answer, days) => {
      setAsked(days);
      await queryClient.invalidateQueries(followingQuery(sourceId));
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const days = Number(new FormData(event.currentTarget).get('days'));
    if (Number.isInteger(days) && days > 0) order.mutate(days);
  };
  return (
    <div className="space-y-3">
      <ProgressBar progress={progress} />
      {mayAsk && (
        <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
          <label className="block">
            <span className="mb-1 block text-[13px] text-ink-soft">Days back from today</span>
            <input
              name="days"
              type="number"
              className="field w-32!"
              min={1}
              max={3660}
              step={1}
              defaultValue={Math.max(progress.days, 30)}
              required
            />
          </label>
          <Button type="submit" disabled={order.isPending}>
            <History className="size-4" aria-hidden="true" /> Bring history
          </Button>
        </form>
      )}
      <p role="status" className="text-[13px] text-good empty:hidden">
        {asked !== undefined && !order.isPending && order.error === null
          ? `${asked} days are brought, behind everything that happens now.`
          : ''}
      </p>
      {order.error !== null && (
        <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-bad">
          {order.error.message}
        </p>
      )}
    </div>
  );
}
