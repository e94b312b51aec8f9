import { useMutation, useQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { api, newKey } from '../api/client.ts';
import { erasurePreviewQuery } from '../api/identity-queries.ts';
import { queryClient } from '../api/query-client.ts';
import { Button } from '../parts/button.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';
import { ReasonField, reasonIn } from './reason-field.tsx';
import { counted } from './words.ts';

interface EraseProps {
  readonly customerId: string;
}

/** Erasing a person for good, for administrators. */
export function EraseSection({ customerId }: EraseProps) {
  const [open, setOpen] = useState(false);
  return (
    <section aria-labelledby="erasure" className="card flex flex-wrap items-center gap-4 p-5">
      <div className="min-w-0 flex-1 basis-72">
        <h2 id="erasure" className="text-[15px] font-semibold">
          Erasure
        </h2>
        <p className="text-ink-soft">
          Where this person asked to be forgotten. It cannot be undone; whoever writes later is new.
        </p>
      </div>
      <Button look="danger" onClick={() => setOpen(true)}>
        <Trash2 className="size-4" aria-hidden="true" /> Erase this person…
      </Button>
      {open && (
        <Sheet open onClose={() => setOpen(false)} title="Erase this person" place="middle">
          <Erasing customerId={customerId} onClose={() => setOpen(false)} />
        </Sheet>
      )}
    </section>
  );
}

function Erasing({ customerId, onClose }: EraseProps & { readonly onClose: () => void }) {
  const preview = useQuery(erasurePreviewQuery(customerId));
  const [key] = useState(newKey);
  const erase = useMutation({
    mutationFn: (reason: string) =>
      api(`/customers/${encodeURIComponent(customerId)}/erasure`, { method: 'POST', body: { reason }, key }),
    onSuccess: () => {
      // What was shown of them is not kept on this page either.
      queryClient.removeQueries({ queryKey: ['timeline', customerId] });
      queryClient.removeQueries({ queryKey: ['evidence', customerId] });
      return queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'erasure' });
    },
  });
  if (preview.isPending) return <Skeleton rows={2} />;
  if (preview.isError) return <Failed error={preview.error} retry={() => void preview.refetch()} />;
  const { identifierCount, customerIds, interactions, records } = preview.data;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = reasonIn(event.currentTarget);
    if (reason !== undefined) erase.mutate(reason);
  };
  return (
    <form onSubmit={submit} className="space-y-5 p-5">
      <section aria-label="What is taken away">
        <p className="text-[15px] font-medium">
          {counted(identifierCount, 'identifier or conversation', 'identifiers and conversations')}, every
          trait and all that is kept of their past are deleted for good.
        </p>
        <ul className="mt-2 list-disc space-y-1 pl-5 text-ink-soft">
          <li>{counted(interactions, 'interaction')} will be nobody’s.</li>
          <li>{counted(records, 'record')} of theirs in CRMs.</li>
          <li>{counted(customerIds.length, 'customer id')} will resolve to nobody.</li>
        </ul>
      </section>
      <ReasonField />
      <label className="flex items-start gap-2.5">
        <input type="checkbox" required className="mt-0.5 size-4 accent-accent" />
        <span>I know that this cannot be undone.</span>
      </label>
      {erase.error !== null && (
        <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-bad">
          {erase.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button look="quiet" onClick={onClose}>
          Leave it
        </Button>
        <Button type="submit" look="danger" disabled={erase.isPending}>
          Erase for good
        </Button>
      </div>
    </form>
  );
}
