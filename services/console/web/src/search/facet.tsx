import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { classes } from '../parts/classes.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly icon?: ReactNode;
}

interface FacetProps {
  readonly label: string;
  readonly choices: ReadonlyArray<Choice>;
  readonly chosen: ReadonlyArray<string>;
  readonly onChange: (chosen: ReadonlyArray<string>) => void;
}

const summary = (choices: ReadonlyArray<Choice>, chosen: ReadonlyArray<string>): string => {
  const [first] = chosen;
  const label = choices.find((choice) => choice.value === first)?.label ?? first ?? '';
  return chosen.length > 1 ? `${label} +${chosen.length - 1}` : label;
};

/** One way to narrow a search: several values of it may hold at once. */
export function Facet({ label, choices, chosen, onChange }: FacetProps) {
  const toggle = (value: string, on: boolean) =>
    onChange(on ? [...chosen, value] : chosen.filter((other) => other !== value));
  const active = chosen.length > 0;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className={classes(
          'inline-flex h-8.5 items-center gap-1.5 rounded-lg border px-3 text-[13px] font-medium transition-colors',
          active
            ? 'border-accent/50 bg-accent-soft text-accent-strong'
            : 'border-line-strong bg-surface text-ink-soft hover:bg-sunken hover:text-ink',
        )}
      >
        {label}
        {active && <span className="font-semibold">{summary(choices, chosen)}</span>}
        <ChevronDown className="size-3.5 opacity-70" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={6}
          className="z-40 max-h-80 min-w-52 animate-rise overflow-y-auto rounded-xl border border-line bg-surface p-1.5 text-ink shadow-high"
        >
          {choices.map((choice) => (
            <DropdownMenu.CheckboxItem
              key={choice.value}
              checked={chosen.includes(choice.value)}
              onCheckedChange={(on) => toggle(choice.value, on)}
              onSelect={(event) => event.preventDefault()}
              className="flex cursor-pointer items-center gap-2.5 rounded-lg px-2 py-1.5 outline-none data-highlighted:bg-sunken"
            >
              {choice.icon}
              <span className="flex-1">{choice.label}</span>
              <DropdownMenu.ItemIndicator>
                <Check className="size-4 text-accent" aria-hidden="true" />
              </DropdownMenu.ItemIndicator>
            </DropdownMenu.CheckboxItem>
          ))}
          {active && (
            <DropdownMenu.Item
              onSelect={() => onChange([])}
              className="mt-1 cursor-pointer border-t border-line px-2 pt-2 pb-1 text-[13px] text-ink-soft outline-none data-highlighted:text-ink"
            >
              Clear
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
