import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { RuleSetSent } from '../../../src/api/rules.ts';
import { Button } from '../parts/button.tsx';
import { spaced } from '../parts/channels.tsx';

type Source = 'verified' | 'record' | 'claimed';

const names: Readonly<Record<Source, string>> = {
  verified: 'the person, proved',
  record: 'a vendor’s record',
  claimed: 'anybody',
};

const orders: ReadonlyArray<ReadonlyArray<Source>> = [
  ['verified', 'record', 'claimed'],
  ['verified', 'claimed', 'record'],
  ['record', 'verified', 'claimed'],
  ['record', 'claimed', 'verified'],
  ['claimed', 'verified', 'record'],
  ['claimed', 'record', 'verified'],
];

const USUAL = orders[0]?.join(' ');

interface SurvivorshipFieldsProps {
  readonly rules: RuleSetSent;
  readonly onChange: (rules: RuleSetSent) => void;
}

/** Whose word counts where several say different things; among equals the latest does. */
export function SurvivorshipFields({ rules, onChange }: SurvivorshipFieldsProps) {
  const { survivorship = {}, ...rest } = rules;
  const [trait, setTrait] = useState('');
  const set = (name: string, order: string | undefined) => {
    const { [name]: _gone, ...others } = survivorship;
    const chosen = orders.find((one) => one.join(' ') === order);
    const next = chosen === undefined ? others : { ...others, [name]: chosen };
    onChange(Object.keys(next).length === 0 ? rest : { ...rest, survivorship: next });
  };
  const shown = [...new Set(['*', ...Object.keys(survivorship)])];
  return (
    <section aria-labelledby="survivorship">
      <h2 id="survivorship" className="text-[15px] font-semibold">
        Whose word counts
      </h2>
      <p className="text-ink-soft">
        Where several say different things of somebody. Among equals the latest counts.
      </p>
      <ul className="mt-2 space-y-2">
        {shown.map((name) => (
          <li key={name} className="flex flex-wrap items-center gap-3">
            <label className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1">
              <span className="w-40 font-medium">{name === '*' ? 'All details' : spaced(name)}</span>
              <select
                className="field w-auto! max-w-full"
                value={survivorship[name]?.join(' ') ?? (name === '*' ? USUAL : '')}
                onChange={(event) =>
                  set(name, name === '*' && event.target.value === USUAL ? undefined : event.target.value)
                }
              >
                {orders.map((order) => (
                  <option key={order.join(' ')} value={order.join(' ')}>
                    {order.map((source) => names[source]).join(', then ')}
                  </option>
                ))}
              </select>
            </label>
            {name !== '*' && (
              <Button
                small
                look="quiet"
                onClick={() => set(name, undefined)}
                aria-label={`As all others: ${name}`}
              >
                As all others
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div className="mt-2 flex flex-wrap gap-2">
        <input
          className="field w-48!"
          aria-label="Detail with an order of its own"
          placeholder="firstName"
          value={trait}
          maxLength={100}
          onChange={(event) => setTrait(event.target.value)}
        />
        <Button
          disabled={trait.trim() === '' || Object.hasOwn(survivorship, trait.trim())}
          onClick={() => {
            set(trait.trim(), USUAL);
            setTrait('');
          }}
        >
          <Plus className="size-4" aria-hidden="true" /> Add
        </Button>
      </div>
    </section>
  );
}
