import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CircleCheckBig, Send } from 'lucide-react';
import { useState } from 'react';
import type { DestinationError, DestinationItem } from '../../../src/api/connections.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { destinationErrorsQuery, destinationsQuery, meQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { sentence } from '../parts/channels.tsx';
import { classes } from '../parts/classes.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';

const stateLook = (state: string): string =>
  state === 'active'
    ? 'bg-good-soft text-good'
    : state === 'paused'
      ? 'bg-warn-soft text-warn'
      : 'bg-sunken text-ink-soft';

function Row({
  item,
  open,
  onOpen,
}: {
  readonly item: DestinationItem;
  readonly open: boolean;
  readonly onOpen: () => void;
}) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={open}
        onClick={onOpen}
        className={classes(
          'flex w-full items-center gap-3 rounded-xl border px-4 py-3 text-left transition-colors',
          open ? 'border-accent/50 bg-accent-soft' : 'border-line bg-surface hover:bg-sunken/60',
        )}
      >
        <span className="min-w-0 flex-1">
          <span className="block truncate font-semibold">{item.name}</span>
          <span className="block text-[13px] text-ink-soft">
            {item.written.toLocaleString()} written
            {item.pending > 0 && ` · ${item.pending.toLocaleString()} on the way`}
          </span>
        </span>
        {item.openErrors > 0 && (
          <span className="rounded-full bg-bad-soft px-2 py-0.5 text-xs font-semibold text-bad">
            {item.openErrors} {item.openErrors === 1 ? 'error' : 'errors'}
          </span>
        )}
        <span className={`rounded-full px-2 py-0.5 text-xs font-semibold ${stateLook(item.state)}`}>
          {sentence(item.state)}
        </span>
      </button>
    </li>
  );
}

/** Why nothing goes out for now, and what to do. */
function Pause({ item: { pausedFor } }: { readonly item: DestinationItem }) {
  if (pausedFor === null) return null;
  return (
    <div className="border-b border-line bg-warn-soft px-4 py-3 text-warn">
      <p className="font-semibold">{pausedFor.message}</p>
      <p>
        {pausedFor.action}
        {pausedFor.until !== null && (
          <>
            {' '}
            Until <Time at={pausedFor.until} as="clock" />.
          </>
        )}
      </p>
    </div>
  );
}

function ErrorRow({
  error,
  chosen,
  onChoose,
}: {
  readonly error: DestinationError;
  readonly chosen: boolean;
  readonly onChoose: (on: boolean) => void;
}) {
  return (
    <li className="flex gap-3 px-4 py-3">
      <input
        type="checkbox"
        className="mt-1 size-4 accent-accent"
        checked={chosen}
        onChange={(event) => onChoose(event.target.checked)}
        aria-label={`Choose ${error.record}`}
      />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{error.message}</p>
        <p className="text-ink-soft">{error.action}</p>
        {error.vendorMessage !== null && (
          <p className="mt-1 rounded-lg bg-sunken px-2.5 py-1.5 font-mono text-xs break-words text-ink-soft">
            {error.vendorMessage}
          </p>
        )}
        <p className="mt-1 flex flex-wrap gap-x-3 text-xs text-ink-faint">
          <span className="font-mono break-all">{error.record}</span>
          <span className="font-mono">{error.code}</span>
          <span>
            {error.attempts} {error.attempts === 1 ? 'attempt' : 'attempts'}
          </span>
          <Time at={error.failedAt} />
        </p>
      </div>
    </li>
  );
}

function Errors({ id }: { readonly id: string }) {
  const me = useQuery(meQuery);
  const found = useQuery(destinationErrorsQuery(id));
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const act = useMutation({
    mutationFn: (verb: 'retry' | 'skip') =>
      api(`/destinations/${id}/${verb}`, { method: 'POST', body: { jobs: [...chosen] } }),
    onSuccess: async () => {
      setChosen(new Set());
      await queryClient.invalidateQueries(destinationsQuery);
    },
  });
  if (found.isPending) return <Skeleton rows={3} />;
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const { items } = found.data;
  if (items.length === 0)
    return (
      <Empty icon={CircleCheckBig} title="No errors">
        Everything that was to be written there has been written, or is on its way.
      </Empty>
    );
  const all = items.length === chosen.size;
  const choose = (errorId: number, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(errorId);
    else next.delete(errorId);
    setChosen(next);
  };
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2.5">
        <label className="flex flex-1 items-center gap-3 text-[13px] text-ink-soft">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={all}
            onChange={() => setChosen(all ? new Set() : new Set(items.map((error) => error.id)))}
          />
          {chosen.size === 0 ? 'Choose all' : `${chosen.size} chosen`}
        </label>
        {me.data !== null && me.data !== undefined && ['admin', 'agent'].includes(me.data.role) && (
          <>
            <Button small disabled={chosen.size === 0 || act.isPending} onClick={() => act.mutate('retry')}>
              Retry
            </Button>
            <Button
              small
              look="quiet"
              disabled={chosen.size === 0 || act.isPending}
              onClick={() => act.mutate('skip')}
            >
              Skip
            </Button>
          </>
        )}
      </div>
      {act.error !== null && (
        <p role="alert" className="bg-bad-soft px-4 py-2 text-bad">
          {act.error.message}
        </p>
      )}
      <ul className="divide-y divide-line">
        {items.map((error) => (
          <ErrorRow
            key={error.id}
            error={error}
            chosen={chosen.has(error.id)}
            onChoose={(on) => choose(error.id, on)}
          />
        ))}
      </ul>
    </>
  );
}

export function DestinationsPage() {
  const { id } = useSearch({ from: '/signed-in/destinations' });
  const navigate = useNavigate({ from: '/destinations' });
  const destinations = useQuery(destinationsQuery);
  const items = destinations.data?.items ?? [];
  const chosen = items.find((item) => item.id === id) ?? items[0];
  return (
    <div className="mx-auto max-w-5xl px-3 pt-6 pb-16 sm:px-6 sm:pt-10">
      <PageHead
        title="Destinations"
        about="The CRMs and tools that are kept right, and what could not be written to them."
      />
      {destinations.isPending ? (
        <div className="card">
          <Skeleton rows={3} />
        </div>
      ) : destinations.isError ? (
        <div className="card">
          <Failed error={destinations.error} retry={() => void destinations.refetch()} />
        </div>
      ) : items.length === 0 ? (
        <div className="card">
          <Empty icon={Send} title="Nothing is written anywhere yet">
            Connect a CRM through the API: POST /api/v1/destinations.
          </Empty>
        </div>
      ) : (
        <div className="grid items-start gap-5 md:grid-cols-[20rem_minmax(0,1fr)]">
          <ul className="space-y-2" aria-label="Destinations">
            {items.map((item) => (
              <Row
                key={item.id}
                item={item}
                open={item.id === chosen?.id}
                onOpen={() => void navigate({ search: { id: item.id } })}
              />
            ))}
          </ul>
          <section aria-label="Errors" className="card overflow-hidden">
            {chosen !== undefined && <Pause item={chosen} />}
            {chosen !== undefined && <Errors key={chosen.id} id={chosen.id} />}
          </section>
        </div>
      )}
    </div>
  );
}
