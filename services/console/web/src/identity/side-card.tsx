import { Link } from '@tanstack/react-router';
import type { SideDetail } from '../../../src/api/conflicts.ts';
import { Avatar } from '../parts/avatar.tsx';
import { IdentifierName } from './identifier-name.tsx';
import { valueOf } from './words.ts';

/** Identifiers of a side that are shown; the customer's page has them all. */
const SHOWN = 8;

export const nameOfSide = (side: SideDetail): string =>
  side.name ?? valueOf(side.identifiers[0]?.identifier ?? ':Nobody known');

/** One of two who may be one: who it is and by what they are known. */
export function SideCard({ side }: { readonly side: SideDetail }) {
  const name = nameOfSide(side);
  const hidden = side.identifiers.length - SHOWN;
  return (
    <div className="min-w-0 flex-1 basis-64 rounded-xl border border-line px-4 py-3">
      <p className="flex items-center gap-2.5">
        <Avatar name={name} />
        <Link
          to="/customers/$id"
          params={{ id: side.customerId }}
          className="min-w-0 truncate font-semibold underline-offset-4 hover:underline"
        >
          {name}
        </Link>
      </p>
      <ul className="mt-2 space-y-0.5">
        {side.identifiers.slice(0, SHOWN).map(({ identifier, verified, validTo }) => (
          <li key={`${identifier} ${validTo ?? ''}`}>
            <IdentifierName identifier={identifier} verified={verified} />
          </li>
        ))}
        {hidden > 0 && <li className="text-[13px] text-ink-soft">and {hidden} more</li>}
      </ul>
    </div>
  );
}
