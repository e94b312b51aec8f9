import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { UserX } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { lazy, Suspense, useCallback } from 'react';
import type { CustomerDetail } from '../../../src/api/customers.ts';
import { customerQuery } from '../api/queries.ts';
import { CustomerHeader } from '../customer/header.tsx';
import { ScoreCard } from '../customer/score-card.tsx';
import { Timeline } from '../customer/timeline.tsx';
import { TraitsCard } from '../customer/traits-card.tsx';
import { EntrySheet } from '../entry/entry-sheet.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { tabList, tabTrigger } from '../parts/tabs.ts';
import { Time } from '../parts/time.tsx';
import { customerViews, type CustomerView } from '../views.ts';

/** Loaded when they are looked at: the timeline is what most come for. */
const WhyOne = lazy(async () => ({ default: (await import('../identity/why-one.tsx')).WhyOne }));
const AsKnown = lazy(async () => ({ default: (await import('../identity/as-known.tsx')).AsKnown }));
const History = lazy(async () => ({ default: (await import('../identity/history.tsx')).History }));

const labels: Readonly<Record<CustomerView, string>> = {
  timeline: 'Timeline',
  why: 'Why one person',
  'as-known': 'As known on',
  orders: 'Orders',
};

export function CustomerPage() {
  const { id } = useParams({ from: '/signed-in/customers/$id' });
  const { open } = useSearch({ from: '/signed-in/customers/$id' });
  const navigate = useNavigate({ from: '/customers/$id' });
  const customer = useQuery(customerQuery(id));
  const show = useCallback(
    (document: string | undefined) => void navigate({ search: (before) => ({ ...before, open: document }) }),
    [navigate],
  );
  if (customer.isPending) return <Skeleton rows={4} />;
  if (customer.isError) return <Failed error={customer.error} retry={() => void customer.refetch()} />;
  if (customer.data.state === 'erased') return <Erased customer={customer.data} />;
  return (
    <div className="mx-auto max-w-6xl px-3 pt-6 pb-16 sm:px-6 sm:pt-10">
      <CustomerHeader customer={customer.data} />
      <div className="mt-7 grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[18rem_minmax(0,1fr)]">
        <aside
          aria-label="About the customer"
          className="grid gap-4 md:grid-cols-2 xl:sticky xl:top-6 xl:grid-cols-1"
        >
          <ScoreCard score={customer.data.score} />
          <TraitsCard traits={customer.data.traits} />
        </aside>
        <Views customerId={customer.data.id} onOpen={show} />
      </div>
      <EntrySheet id={open} onClose={() => show(undefined)} />
    </div>
  );
}

interface ViewsProps {
  readonly customerId: string;
  readonly onOpen: (document: string | undefined) => void;
}

/** What happened, why it is one person, what was known when, and what people ordered. */
function Views({ customerId, onOpen }: ViewsProps) {
  const { view = 'timeline' } = useSearch({ from: '/signed-in/customers/$id' });
  const navigate = useNavigate({ from: '/customers/$id' });
  return (
    <Tabs.Root
      value={view}
      onValueChange={(next) =>
        void navigate({
          search: (before) => ({ ...before, view: customerViews.find((one) => one === next) }),
          replace: true,
        })
      }
    >
      <Tabs.List className={tabList} aria-label="Views of the customer">
        {customerViews.map((one) => (
          <Tabs.Trigger key={one} value={one} className={tabTrigger}>
            {labels[one]}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value="timeline" tabIndex={-1} className="focus:outline-none">
        <section aria-labelledby="timeline">
          <h2 id="timeline" className="sr-only">
            Timeline
          </h2>
          <Timeline customerId={customerId} onOpen={onOpen} />
        </section>
      </Tabs.Content>
      <Suspense fallback={<Skeleton rows={4} />}>
        <Tabs.Content value="why" tabIndex={-1} className="focus:outline-none">
          <WhyOne customerId={customerId} onOpen={onOpen} />
        </Tabs.Content>
        <Tabs.Content value="as-known" tabIndex={-1} className="focus:outline-none">
          <AsKnown customerId={customerId} />
        </Tabs.Content>
        <Tabs.Content value="orders" tabIndex={-1} className="focus:outline-none">
          <History customerId={customerId} />
        </Tabs.Content>
      </Suspense>
    </Tabs.Root>
  );
}

/** Of who was erased, nothing is left to show but that. */
function Erased({ customer }: { readonly customer: CustomerDetail }) {
  return (
    <div className="mx-auto max-w-3xl px-3 pt-10 sm:px-6">
      <h1 className="sr-only">Erased customer</h1>
      <div className="card">
        <Empty icon={UserX} title="This person was erased">
          <p>
            On <Time at={customer.changedAt} as="full" />, for good. Nothing by which they were known is kept;
            who writes from the same address later is a new person.
          </p>
          <p className="mt-3 font-mono text-xs">{customer.id}</p>
        </Empty>
      </div>
    </div>
  );
}
