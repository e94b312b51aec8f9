import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Inbox, SearchX } from 'lucide-react';
import { useCallback } from 'react';
import { interactionsQuery, type SearchFilters } from '../api/queries.ts';
import { EntrySheet } from '../entry/entry-sheet.tsx';
import { EndlessList } from '../parts/endless-list.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { Filters } from '../search/filters.tsx';
import { Result } from '../search/result.tsx';
import { SearchBox } from '../search/search-box.tsx';

/** More than this the archive does not count exactly. */
const COUNTED = 10_000;

const told = (total: number | null | undefined): string => {
  if (total === null || total === undefined) return '';
  if (total >= COUNTED) return 'Over 10,000 interactions';
  return `${total.toLocaleString()} ${total === 1 ? 'interaction' : 'interactions'}`;
};

export function SearchPage() {
  const { open, ...filters } = useSearch({ from: '/signed-in/' });
  const navigate = useNavigate({ from: '/' });
  const found = useInfiniteQuery(interactionsQuery(filters));
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found;

  const change = useCallback(
    (next: SearchFilters) =>
      void navigate({ search: (before) => ({ ...before, ...next, open: undefined }), replace: true }),
    [navigate],
  );
  const type = useCallback((q: string) => change({ q: q === '' ? undefined : q }), [change]);
  const show = useCallback(
    (id: string | undefined) => void navigate({ search: (before) => ({ ...before, open: id }) }),
    [navigate],
  );
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const searching = Object.values(filters).some((value) => value !== undefined);
  return (
    <div className="mx-auto max-w-4xl px-3 pt-6 pb-16 sm:px-6 sm:pt-10">
      <h1 className="sr-only">Search</h1>
      <SearchBox
        value={filters.q ?? ''}
        onChange={type}
        label="Search interactions"
        placeholder="Words, “a phrase”, an e-mail address, a phone number…"
      />
      <div className="mt-3.5 mb-4 flex flex-wrap items-center justify-between gap-3">
        <Filters filters={filters} onChange={change} />
        <output className="text-[13px] text-ink-faint tabular-nums">
          {told(found.data?.pages[0]?.total)}
        </output>
      </div>
      <section aria-label="Results" className="card overflow-hidden" aria-busy={found.isFetching}>
        {found.isPending ? (
          <Skeleton rows={8} />
        ) : found.isError && items.length === 0 ? (
          <Failed error={found.error} retry={() => void found.refetch()} />
        ) : items.length === 0 ? (
          searching ? (
            <Empty icon={SearchX} title="Nothing matches">
              Try fewer words or filters. Phone numbers and e-mail addresses may be typed in any form.
            </Empty>
          ) : (
            <Empty icon={Inbox} title="No interactions yet">
              Connect a source, and what it delivers appears here within seconds.
            </Empty>
          )
        ) : (
          <div className={found.isPlaceholderData ? 'opacity-60 transition-opacity' : ''}>
            <EndlessList
              rows={items}
              keyOf={(item) => item.id}
              estimate={() => 92}
              render={(item) => <Result item={item} onOpen={show} />}
              onEnd={more}
              label="Interactions"
              busy={isFetchingNextPage}
            />
            {isFetchingNextPage && <Skeleton rows={2} />}
            {found.isFetchNextPageError && <Failed error={found.error} retry={() => void fetchNextPage()} />}
          </div>
        )}
      </section>
      <EntrySheet id={open} onClose={() => show(undefined)} />
    </div>
  );
}
