import { BadgeCheck, GitMerge } from 'lucide-react';
import type { CustomerDetail } from '../../../src/api/customers.ts';
import { Avatar } from '../parts/avatar.tsx';
import { sentence } from '../parts/channels.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Time } from '../parts/time.tsx';

const SHOWN = 6;

/** What people recognise somebody by comes first; a browser's cookie tells them least. */
const order = ['email', 'phone'];
const last = new Set(['cookie', 'anonymous', 'anonymous-id', 'device', 'session', 'visitor', 'client-id']);
const rankOf = (type: string): number => {
  if (last.has(type)) return order.length + 1;
  const place = order.indexOf(type);
  return place < 0 ? order.length : place;
};

export const nameOf = (customer: CustomerDetail): string =>
  customer.name ?? customer.identifiers[0]?.value ?? 'Unnamed customer';

/** Who it is: name, and what they are known by. */
export function CustomerHeader({ customer }: { readonly customer: CustomerDetail }) {
  const name = nameOf(customer);
  const identifiers = [...customer.identifiers].sort((a, b) => rankOf(a.type) - rankOf(b.type));
  const hidden = customer.identifiers.length - SHOWN;
  return (
    <header className="flex flex-wrap items-start gap-x-5 gap-y-4">
      <Avatar name={name} large />
      <div className="min-w-0 flex-1">
        <h1 className="truncate text-2xl font-semibold tracking-tight">{name}</h1>
        <p className="flex flex-wrap items-center gap-x-1 text-[13px] text-ink-faint">
          Known since <Time at={customer.createdAt} as="date" /> ·
          <span className="font-mono text-xs">{customer.id}</span>
          <CopyButton value={customer.id} label="Copy customer id" />
        </p>
        {customer.mergedFrom && (
          <p className="mt-1 inline-flex items-center gap-1.5 rounded-lg bg-warn-soft px-2.5 py-1 text-[13px] text-warn">
            <GitMerge className="size-3.5" aria-hidden="true" />
            {customer.askedId} was merged into this customer.
          </p>
        )}
        <ul aria-label="Identifiers" className="mt-3 flex flex-wrap gap-1.5">
          {identifiers.slice(0, SHOWN).map((identifier) => (
            <li
              key={`${identifier.type}:${identifier.value}`}
              className="inline-flex max-w-full items-center gap-1.5 rounded-full border border-line bg-surface py-1 pr-2.5 pl-3 text-[13px]"
            >
              <span className="text-ink-faint">{sentence(identifier.type)}</span>
              <span className="truncate font-medium">{identifier.value}</span>
              {identifier.verified && (
                <BadgeCheck
                  className="size-4 shrink-0 text-good"
                  role="img"
                  aria-label="Proved by its channel"
                />
              )}
            </li>
          ))}
          {hidden > 0 && (
            <li className="inline-flex items-center px-2 text-[13px] text-ink-faint">and {hidden} more</li>
          )}
        </ul>
      </div>
    </header>
  );
}
