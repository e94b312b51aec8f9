import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { customersQuery } from '../api/queries.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';
import { SearchBox } from '../search/search-box.tsx';
import { valueOf } from './words.ts';

interface FindCustomerProps {
  readonly open: boolean;
  readonly title: string;
  /** The customer who looks for another. */
  readonly except: string;
  readonly onClose: () => void;
  /** @param identifier one that stands for whom was found */
  readonly onFound: (identifier: string) => void;
}

/** Looks somebody up, to be linked with. */
export function FindCustomer({ open, title, ...rest }: FindCustomerProps) {
  if (!open) return null;
  return (
    <Sheet open onClose={rest.onClose} title={title} place="middle">
      <Finding {...rest} />
    </Sheet>
  );
}

function Finding({ except, onFound }: Omit<FindCustomerProps, 'open' | 'title'>) {
  const [q, setQ] = useState('');
  return (
    <div className="p-5">
      <SearchBox
        value={q}
        onChange={setQ}
        label="Find a customer"
        placeholder="A name, an e-mail address, a phone number…"
      />
      <div className="mt-3 min-h-40">{q !== '' && <Found q={q} except={except} onFound={onFound} />}</div>
    </div>
  );
}

function Found({
  q,
  except,
  onFound,
}: { readonly q: string } & Pick<FindCustomerProps, 'except' | 'onFound'>) {
  const found = useQuery(customersQuery(q));
  if (found.isPending) return <Skeleton rows={3} />;
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />;
  const others = found.data.items.filter(({ id, identifiers }) => id !== except && identifiers.length > 0);
  if (others.length === 0) return <p className="px-1 py-3 text-ink-soft">Nobody else matches.</p>;
  return (
    <ul aria-label="Found customers" className="divide-y divide-line">
      {others.map(({ id, name, identifiers }) => {
        const known = identifiers.map(valueOf);
        const shown = name ?? known[0] ?? id;
        return (
          <li key={id}>
            <button
              type="button"
              onClick={() => onFound(identifiers[0] ?? '')}
              className="flex w-full items-center gap-3 rounded-lg px-1 py-2.5 text-left hover:bg-sunken"
            >
              <Avatar name={shown} />
              <span className="min-w-0">
                <span className="block truncate font-semibold">{shown}</span>
                <span className="block truncate text-[13px] text-ink-soft">{known.join(' · ')}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
