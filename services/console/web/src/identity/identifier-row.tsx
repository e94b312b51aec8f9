import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { KnownIdentifier } from '../../../src/api/evidence.ts';
import { Time } from '../parts/time.tsx';
import { IdentifierName } from './identifier-name.tsx';
import { intents, type Intent } from './intents.ts';

const rulings: Readonly<Record<string, string>> = {
  shared: 'Marked as shared',
  personal: 'One person’s, somebody said',
  blocked: 'Nobody’s, somebody said',
};

function Marks({ identifier }: { readonly identifier: KnownIdentifier }) {
  const { shared, ruling, suspicious, validFrom, validTo } = identifier;
  const said = ruling === null ? undefined : rulings[ruling];
  const mark = 'rounded-full bg-warn-soft px-2 py-0.5 text-xs font-medium text-warn';
  return (
    <>
      {shared && said === undefined && <span className={mark}>Many people use it</span>}
      {said !== undefined && <span className={mark}>{said}</span>}
      {suspicious && <span className={mark}>Its domain passes for another’s</span>}
      {validFrom !== null && (
        <span className={mark}>
          Theirs since <Time at={validFrom} as="date" />
        </span>
      )}
      {validTo !== null && (
        <span className={mark}>
          Theirs until <Time at={validTo} as="date" />
        </span>
      )}
    </>
  );
}

interface IdentifierRowProps {
  readonly identifier: KnownIdentifier;
  /** The only one: there is nothing to part it from. */
  readonly alone: boolean;
  readonly mayOrder: boolean;
  readonly onIntent: (intent: Intent) => void;
}

const item =
  'cursor-pointer rounded-lg px-2.5 py-1.5 outline-none data-highlighted:bg-sunken data-disabled:opacity-55';

/** An identifier, what was said of it, and what can be said. */
export function IdentifierRow({ identifier, alone, mayOrder, onIntent }: IdentifierRowProps) {
  const { identifier: name, verified, shared, ruling, firstAt, validTo } = identifier;
  const choices: ReadonlyArray<readonly [string, Intent]> = [
    ...(alone ? [] : [['Not this person’s', intents.notTheirs(name)] as const]),
    shared && ruling !== 'blocked'
      ? ['One person’s after all', intents.notShared(name)]
      : ['Mark as shared', intents.shared(name)],
    ['Recycled since…', intents.recycled(name)],
    ruling === 'blocked'
      ? ['Somebody’s after all', intents.notShared(name)]
      : ['Nobody’s: block it', intents.block(name)],
  ];
  return (
    <li className="flex items-center gap-3 py-2">
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
        <IdentifierName identifier={name} verified={verified} bare />
        <Marks identifier={identifier} />
        <span className="text-xs text-ink-faint">
          since <Time at={firstAt} />
        </span>
      </div>
      {mayOrder && validTo === null && (
        <DropdownMenu.Root modal={false}>
          <DropdownMenu.Trigger
            aria-label={`What to do with ${identifier.value}`}
            className="rounded-lg p-1.5 text-ink-faint hover:bg-sunken hover:text-ink"
          >
            <Ellipsis className="size-4.5" aria-hidden="true" />
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content
              align="end"
              sideOffset={4}
              className="z-40 min-w-48 animate-rise rounded-xl border border-line bg-surface p-1.5 text-ink shadow-high"
            >
              {choices.map(([label, intent]) => (
                <DropdownMenu.Item key={label} className={item} onSelect={() => onIntent(intent)}>
                  {label}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      )}
    </li>
  );
}
