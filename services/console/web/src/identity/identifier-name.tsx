import { BadgeCheck } from 'lucide-react';
import { typeName, typeOf, valueOf } from './words.ts';

interface IdentifierNameProps {
  /** `type:value` */
  readonly identifier: string;
  readonly verified?: boolean;
  /** Where a heading says of which type it is. */
  readonly bare?: boolean;
}

/** An identifier as people read it. */
export function IdentifierName({ identifier, verified = false, bare = false }: IdentifierNameProps) {
  return (
    <span className="inline-flex max-w-full items-baseline gap-1.5">
      {!bare && <span className="shrink-0 text-[13px] text-ink-soft">{typeName(typeOf(identifier))}</span>}
      <span className="min-w-0 font-medium break-all">{valueOf(identifier)}</span>
      {verified && (
        <BadgeCheck
          className="size-4 shrink-0 self-center text-good"
          role="img"
          aria-label="Proved by its channel"
        />
      )}
    </span>
  );
}
