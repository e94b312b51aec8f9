import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { auditQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';

const SHOWN = 3;

const subjectsOf = (subjects: ReadonlyArray<string>): string => {
  const more = subjects.length - SHOWN;
  return subjects.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
};

export function AuditPage() {
  const found = useInfiniteQuery(auditQuery);
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="mx-auto max-w-5xl px-3 pt-6 pb-16 sm:px-6 sm:pt-10">
      <PageHead
        title="Audit log"
        about="Who saw or changed personal data, and when. Nobody can change these entries."
      />
      <section aria-label="Entries" className="card overflow-hidden">
        {found.isPending ? (
          <Skeleton />
        ) : found.isError && items.length === 0 ? (
          <Failed error={found.error} retry={() => void found.refetch()} />
        ) : items.length === 0 ? (
          <Empty icon={ScrollText} title="Nothing yet" />
        ) : (
          <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Audit entries">
            <table className="w-full text-left text-[13px]">
              <thead className="border-b border-line text-xs text-ink-soft">
                <tr>
                  {['When', 'Who', 'Action', 'What'].map((name) => (
                    <th key={name} scope="col" className="px-4 py-2.5 font-semibold">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody className="divide-y divide-line">
                {items.map((entry) => (
                  <tr key={entry.id}>
                    <td className="px-4 py-2.5 whitespace-nowrap text-ink-soft">
                      <Time at={entry.at} as="brief" />
                    </td>
                    <td className="px-4 py-2.5 whitespace-nowrap">{entry.actor.name ?? 'nobody'}</td>
                    <td className="px-4 py-2.5 font-mono text-xs whitespace-nowrap">{entry.action}</td>
                    <td className="px-4 py-2.5 font-mono text-xs break-all text-ink-soft">
                      {subjectsOf(entry.subjects)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      {found.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            Earlier entries
          </Button>
        </div>
      )}
    </div>
  );
}
