import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EdgeDetail, SightingDocument } from '../../../src/api/evidence.ts';
import { api } from '../api/client.ts';
import { meQuery } from '../api/queries.ts';
import { DeliveryView } from '../entry/raw-view.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Time } from '../parts/time.tsx';

type Sighting = EdgeDetail['first'];

const look = 'font-medium text-accent-strong underline-offset-4 hover:underline disabled:opacity-55';

interface SightingLinksProps {
  readonly label: string;
  readonly customerId: string;
  readonly sighting: Sighting;
  readonly onOpen: (document: string) => void;
}

/** When evidence came, with the ways to the interaction and to the bytes of its delivery. */
export function SightingLinks({ label, customerId, sighting, onOpen }: SightingLinksProps) {
  const me = useQuery(meQuery);
  const [raw, setRaw] = useState(false);
  const { at, interactionId, digest, commandId } = sighting;
  const find = useMutation({
    mutationFn: (interaction: string) =>
      api<SightingDocument>(
        `/customers/${encodeURIComponent(customerId)}/evidence/${encodeURIComponent(interaction)}`,
        { query: { at } },
      ),
    onSuccess: ({ documentId }) => {
      if (documentId !== null) onOpen(documentId);
    },
  });
  const mayReadRaw = me.data !== null && me.data?.role !== 'viewer';
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <span>
        {label} <Time at={at} />
        {commandId !== null && ' by order'}
      </span>
      {interactionId !== null && (
        <button
          type="button"
          className={look}
          disabled={find.isPending}
          onClick={() => find.mutate(interactionId)}
        >
          interaction
        </button>
      )}
      {digest !== null && mayReadRaw && (
        <button type="button" className={look} onClick={() => setRaw(true)}>
          raw delivery
        </button>
      )}
      <span role="status" className="text-warn empty:hidden">
        {find.error !== null
          ? find.error.message
          : find.data?.documentId === null
            ? 'Not in the archive any more.'
            : ''}
      </span>
      {raw && digest !== null && (
        <Sheet open onClose={() => setRaw(false)} title="Raw delivery">
          <div className="p-5">
            <DeliveryView digest={digest} />
          </div>
        </Sheet>
      )}
    </span>
  );
}
