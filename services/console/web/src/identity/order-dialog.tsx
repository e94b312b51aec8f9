import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheckBig } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { ConsequenceDetail, OrderSent } from '../../../src/api/orders.ts';
import { api, newKey } from '../api/client.ts';
import { previewQuery } from '../api/identity-queries.ts';
import { queryClient } from '../api/query-client.ts';
import { Button } from '../parts/button.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';
import { Foreseen } from './foreseen.tsx';
import { intents, type Intent } from './intents.ts';
import { ReasonField, reasonIn } from './reason-field.tsx';
import { counted, valueOf } from './words.ts';

interface OrderDialogProps {
  /** undefined: closed. */
  readonly intent: Intent | undefined;
  /** Shows another instead: what was done is undone from here. */
  readonly onChange: (intent: Intent | undefined) => void;
}

/** Says in numbers what will move, asks why, and orders it. */
export function OrderDialog({ intent, onChange }: OrderDialogProps) {
  if (intent === undefined) return null;
  return (
    <Sheet open onClose={() => onChange(undefined)} title={intent.title} place="middle">
      <OpenOrder key={`${intent.title} ${intent.about}`} intent={intent} onChange={onChange} />
    </Sheet>
  );
}

const isoOf = (local: string): string | undefined => {
  const time = Date.parse(local);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
};

function OpenOrder({ intent, onChange }: OrderDialogProps & { readonly intent: Intent }) {
  const { about, confirm, command, decide } = intent;
  const [since, setSince] = useState<string>();
  // One name for one opened dialog: pressed twice or sent again, it is done once.
  const [key] = useState(newKey);
  const whole = typeof command === 'function' ? (since === undefined ? undefined : command(since)) : command;
  const order = useMutation({
    mutationFn: (reason: string) =>
      decide === undefined
        ? api<ConsequenceDetail>('/identity/commands', {
            method: 'POST',
            body: { command: whole, reason },
            key,
          })
        : api<ConsequenceDetail>(decide.path, {
            method: 'POST',
            body: { decision: decide.decision, reason },
            key,
          }),
    onSuccess: () =>
      queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'preview' }),
  });
  if (order.data !== undefined) return <Ordered done={order.data} intent={intent} onChange={onChange} />;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = reasonIn(event.currentTarget);
    if (whole !== undefined && reason !== undefined) order.mutate(reason);
  };
  return (
    <form onSubmit={submit} className="space-y-5 p-5">
      <p className="text-ink-soft">{about}</p>
      {typeof command === 'function' && (
        <label className="block">
          <span className="mb-1.5 block font-medium">Somebody else’s since</span>
          <input
            type="datetime-local"
            className="field max-w-72"
            required
            max={new Date().toISOString().slice(0, 16)}
            onChange={(event) => setSince(isoOf(event.target.value))}
          />
        </label>
      )}
      {whole !== undefined && <Preview command={whole} />}
      <ReasonField />
      {order.error !== null && (
        <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-bad">
          {order.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button look="quiet" onClick={() => onChange(undefined)}>
          Leave it
        </Button>
        <Button type="submit" look="primary" disabled={order.isPending || whole === undefined}>
          {confirm}
        </Button>
      </div>
    </form>
  );
}

function Preview({ command }: { readonly command: OrderSent }) {
  const preview = useQuery(previewQuery(command));
  if (preview.isPending) return <Skeleton rows={2} />;
  if (preview.isError) return <Failed error={preview.error} retry={() => void preview.refetch()} />;
  return <Foreseen preview={preview.data} />;
}

function Ordered({
  done,
  intent,
  onChange,
}: OrderDialogProps & { readonly done: ConsequenceDetail; readonly intent: Intent }) {
  const parted = done.customers.filter(({ isNew }) => isNew);
  return (
    <div className="space-y-4 p-5">
      <p role="status" className="flex items-center gap-2 text-[15px] font-medium">
        <CircleCheckBig className="size-5 shrink-0 text-good" aria-hidden="true" />
        Done:{' '}
        {done.moved === 0
          ? 'nobody moved'
          : `${counted(done.moved, 'identifier or conversation', 'identifiers and conversations')} moved`}
        .
      </p>
      {done.refused.length > 0 && (
        <p className="text-warn">A protection refused {counted(done.refused.length, 'link')}.</p>
      )}
      {parted.length > 0 && (
        <ul className="space-y-1">
          {parted.map(({ customerId, name, identifiers }) => (
            <li key={customerId}>
              <Link
                to="/customers/$id"
                params={{ id: customerId }}
                className="font-medium break-all text-accent-strong underline-offset-4 hover:underline"
              >
                {name ?? valueOf(identifiers[0] ?? ':A new customer')}
              </Link>{' '}
              is a customer of its own now.
            </li>
          ))}
        </ul>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={() => onChange(intents.undo(done.commandId))}>
          {intent.confirm === 'Undo' ? 'Bring it back' : 'Undo'}
        </Button>
        <Button look="primary" onClick={() => onChange(undefined)} autoFocus>
          Close
        </Button>
      </div>
    </div>
  );
}
