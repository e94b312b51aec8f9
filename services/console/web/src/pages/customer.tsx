import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { customerQuery } from '../api/queries.ts';
import { CustomerHeader } from '../customer/header.tsx';
import { ScoreCard } from '../customer/score-card.tsx';
import { Timeline } from '../customer/timeline.tsx';
import { TraitsCard } from '../customer/traits-card.tsx';
import { EntrySheet } from '../entry/entry-sheet.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';

export function CustomerPage() {
  const { id } = useParams({ from: '/signed-in/customers/$id' });
  const { open } = useSearch({ from: '/signed-in/customers/$id' });
  const navigate = useNavigate({ from: '/customers/$id' });
  const customer = useQuery(customerQuery(id));
  const show = useCallback(
    (document: string | undefined) => void navigate({ search: { open: document } }),
    [navigate],
  );
  if (customer.isPending) return <Skeleton rows={4} />;
  if (customer.isError) return <Failed error={customer.error} retry={() => void customer.refetch()} />;
  return (
    <div className="mx-auto max-w-6xl px-3 pt-6 pb-16 sm:px-6 sm:pt-10">
      <CustomerHeader customer={customer.data} />
      <div className="mt-7 grid items-start gap-6 xl:grid-cols-[18rem_minmax(0,1fr)]">
        <aside
          aria-label="About the customer"
          className="grid gap-4 md:grid-cols-2 xl:sticky xl:top-6 xl:grid-cols-1"
        >
          <ScoreCard score={customer.data.score} />
          <TraitsCard traits={customer.data.traits} />
        </aside>
        <section aria-labelledby="timeline">
          <h2 id="timeline" className="sr-only">
            Timeline
          </h2>
          <Timeline customerId={customer.data.id} onOpen={show} />
        </section>
      </div>
      <EntrySheet id={open} onClose={() => show(undefined)} />
    </div>
  );
}
