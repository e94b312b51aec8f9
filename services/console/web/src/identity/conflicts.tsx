import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleCheckBig } from 'lucide-react';
import { useState } from 'react';
import type { ConflictDetail } from '../../../src/api/conflicts.ts';
import { conflictsQuery } from '../api/identity-queries.ts';
import { meQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { EdgeReason } from './edge-row.tsx';
import { IdentifierName } from './identifier-name.tsx';
import { intents, type Intent } from './intents.ts';
import { OrderDialog } from './order-dialog.tsx';
import { nameOfSide, SideCard } from './side-card.tsx';
import { SightingLinks } from './sighting-links.tsx';
import { TraitsBeside } from './traits-beside.tsx';

/** What a protection refused: evidence side by side, for a person to decide. */
export function Conflicts() {
  const me = useQuery(meQuery);
  const found = useInfiniteQuery(conflictsQuery);
  const [intent, setIntent] = useState<Intent>();
  const mayOrder = me.data?.role === 'admin' || me.data?.role === 'agent';
  if (found.isPending) return <Skeleton rows={4} />;
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const items = found.data.pages.flatMap((page) => page.items);
  return (
    <>
      {items.length === 0 ? (
        <Empty icon={CircleCheckBig} title="Nothing to decide">
          No protection has refused evidence that two customers are one.
        </Empty>
      ) : (
        <ul aria-label="Conflicts" className="space-y-4">
          {items.map((conflict) => (
            <ConflictCard key={conflict.id} conflict={conflict} onIntent={mayOrder ? setIntent : undefined} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button
          className="mt-4"
          disabled={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      <OrderDialog intent={intent} onChange={setIntent} />
    </>
  );
}

/** The same words and preview as of any link; decided over all that was refused between them. */
function intentOf(conflict: ConflictDetail, decision: 'link' | 'never-link'): Intent {
  const pairs = new Map(
    conflict.edges.map(({ from, to }): [string, [string, string]] => [`${from} ${to}`, [from, to]]),
  );
  const all = [...pairs.values()].slice(0, 100);
  return {
    ...(decision === 'link' ? intents.link(all) : intents.neverLink(all)),
    title: decision === 'link' ? 'One person' : 'Two people',
    decide: { path: `/identity/conflicts/${encodeURIComponent(conflict.id)}`, decision },
  };
}

interface ConflictCardProps {
  readonly conflict: ConflictDetail;
  readonly onIntent: ((intent: Intent) => void) | undefined;
}

function ConflictCard({ conflict, onIntent }: ConflictCardProps) {
  const navigate = useNavigate();
  const { sides, edges, decidedAt } = conflict;
  const [one, other] = sides;
  const both = `${nameOfSide(one)} and ${nameOfSide(other)}`;
  return (
    <li className="card p-5">
      <h2 className="sr-only">{both}</h2>
      <div className="flex flex-wrap gap-3">
        <SideCard side={one} />
        <SideCard side={other} />
      </div>
      <h3 className="mt-4 text-xs font-semibold tracking-wide text-ink-faint uppercase">
        What speaks for one person
      </h3>
      <ul className="divide-y divide-line">
        {edges.slice(0, 10).map((edge) => (
          <li key={`${edge.from} ${edge.to} ${edge.kind}`} className="py-2">
            <p className="flex flex-wrap gap-x-3">
              <IdentifierName identifier={edge.from} /> <IdentifierName identifier={edge.to} />
            </p>
            <EdgeReason edge={edge} />
            <p className="text-[13px] text-ink-soft">
              <SightingLinks
                label="First"
                customerId={one.customerId}
                sighting={edge.first}
                onOpen={(document) =>
                  void navigate({
                    to: '/customers/$id',
                    params: { id: one.customerId },
                    search: { open: document },
                  })
                }
              />
            </p>
          </li>
        ))}
      </ul>
      {edges.length > 10 && <p className="text-ink-soft">and {edges.length - 10} more</p>}
      <h3 className="mt-3 mb-1 text-xs font-semibold tracking-wide text-ink-faint uppercase">Details</h3>
      <TraitsBeside sides={sides} />
      <div className="mt-4 flex flex-wrap items-center justify-end gap-2">
        <span className="mr-auto text-[13px] text-ink-soft">
          Refused <Time at={decidedAt} />
        </span>
        {onIntent !== undefined && (
          <>
            <Button
              aria-label={`Two people: ${both}`}
              onClick={() => onIntent(intentOf(conflict, 'never-link'))}
            >
              Two people
            </Button>
            <Button
              look="primary"
              aria-label={`Link: ${both}`}
              onClick={() => onIntent(intentOf(conflict, 'link'))}
            >
              Link
            </Button>
          </>
        )}
      </div>
    </li>
  );
}
