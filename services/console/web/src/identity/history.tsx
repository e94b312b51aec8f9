import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { History as HistoryIcon } from 'lucide-react';
import { useState } from 'react';
import type { OrderShown } from '../../../src/api/orders.ts';
import { ordersQuery } from '../api/identity-queries.ts';
import { meQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { intents, type Intent } from './intents.ts';
import { OrderDialog } from './order-dialog.tsx';
import { counted, orderSentence } from './words.ts';

function OrderRow({
  order,
  onUndo,
}: {
  readonly order: OrderShown;
  readonly onUndo: (() => void) | undefined;
}) {
  const sentence = orderSentence(order);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium break-words">
          {sentence}
          {order.since !== null && (
            <>
              {' '}
              on <Time at={order.since} as="date" />
            </>
          )}
        </p>
        {order.reason !== null && <p className="break-words text-ink-soft">“{order.reason}”</p>}
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-[13px] text-ink-soft">
          <span>{order.by}</span>
          <Time at={order.at} />
          <span>
            {order.moved === 0
              ? 'nobody moved'
              : `${counted(order.moved, 'identifier or conversation', 'identifiers and conversations')} moved`}
          </span>
          {order.refused.length > 0 && <span>{counted(order.refused.length, 'link')} refused</span>}
          {order.undoneBy !== null && <span className="font-medium text-warn">Undone</span>}
        </p>
      </div>
      {onUndo !== undefined && (
        <Button small onClick={onUndo} aria-label={`Undo: ${sentence}`}>
          Undo
        </Button>
      )}
    </li>
  );
}

interface HistoryProps {
  /** undefined: of all customers. */
  readonly customerId?: string;
}

/** Who ordered what, why, what followed; and the way back. */
export function History({ customerId }: HistoryProps) {
  const me = useQuery(meQuery);
  const found = useInfiniteQuery(ordersQuery(customerId));
  const [intent, setIntent] = useState<Intent>();
  const mayOrder = me.data?.role === 'admin' || me.data?.role === 'agent';
  if (found.isPending) return <Skeleton rows={4} />;
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const items = found.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <Empty icon={HistoryIcon} title="Nothing was ordered">
        Nobody has corrected {customerId === undefined ? 'anything' : 'this customer'} yet.
      </Empty>
    );
  return (
    <section aria-labelledby="orders" className="card p-5">
      <h2 id="orders" className="text-[15px] font-semibold">
        Orders
      </h2>
      <ul aria-labelledby="orders" className="divide-y divide-line">
        {items.map((order) => (
          <OrderRow
            key={order.id}
            order={order}
            onUndo={mayOrder && order.isReversible ? () => setIntent(intents.undo(order.id)) : undefined}
          />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          small
          className="mt-3"
          disabled={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      <OrderDialog intent={intent} onChange={setIntent} />
    </section>
  );
}
