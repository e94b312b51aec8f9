import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { UserSearch, Users } from 'lucide-react';
import { useCallback } from 'react';
import { customersQuery } from '../api/queries.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { valueOf } from '../identity/words.ts';
import { SearchBox } from '../search/search-box.tsx';

const points = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });

export function CustomersPage() {
  const { q = '' } = useSearch({ from: '/signed-in/customers' });
  const navigate = useNavigate({ from: '/customers' });
  const found = useQuery(customersQuery(q));
  const type = useCallback(
    (text: string) => void navigate({ search: { q: text === '' ? undefined : text }, replace: true }),
    [navigate],
  );
  return (
    <div className="mx-auto max-w-4xl px-3 pt-6 pb-16 sm:px-6 sm:pt-10">
      <h1 className="sr-only">Customers</h1>
      <SearchBox
        value={q}
        onChange={type}
        label="Search customers"
        placeholder="A name, an e-mail address, a phone number, any identifier…"
      />
      <h2 className="mt-6 mb-2 text-xs font-semibold tracking-wide text-ink-faint uppercase">
        {q === '' ? 'Most engaged' : 'Found'}
      </h2>
      <section aria-label="Customers" className="card overflow-hidden" aria-busy={found.isFetching}>
        {found.isPending ? (
          <Skeleton />
        ) : found.isError ? (
          <Failed error={found.error} retry={() => void found.refetch()} />
        ) : found.data.items.length === 0 ? (
          <Empty
            icon={q === '' ? Users : UserSearch}
            title={q === '' ? 'Look somebody up' : 'Nobody matches'}
          >
            {q === ''
              ? 'Type a name, an address or a number. Those most engaged will be listed here.'
              : 'Try a part of a name or an address.'}
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {found.data.items.map((customer) => {
              const known = customer.identifiers.map(valueOf);
              const name = customer.name ?? known[0] ?? 'Unnamed customer';
              const more = customer.identifierCount - known.length;
              return (
                <li key={customer.id}>
                  <Link
                    to="/customers/$id"
                    params={{ id: customer.id }}
                    className="flex items-center gap-3.5 px-4 py-3 transition-colors hover:bg-sunken/60 sm:px-5"
                  >
                    <Avatar name={name} />
                    <span className="min-w-0 flex-1">
                      <span className="block truncate font-semibold">{name}</span>
                      <span className="block truncate text-[13px] text-ink-soft">
                        {known.join(' · ')}
                        {more > 0 && ` and ${more} more`}
                      </span>
                    </span>
                    {customer.score !== null && (
                      <span className="text-right">
                        <span className="block font-semibold tabular-nums">
                          {points.format(customer.score)}
                        </span>
                        <span className="block text-xs text-ink-faint">points</span>
                      </span>
                    )}
                  </Link>
                </li>
              );
            })}
          </ul>
        )}
      </section>
    </div>
  );
}
