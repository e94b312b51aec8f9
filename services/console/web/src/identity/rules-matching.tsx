import type { RuleSetSent } from '../../../src/api/rules.ts';

type MatchingRules = NonNullable<RuleSetSent['matching']>;

const modes = {
  off: 'Not at all',
  suggest: 'Suggest to people',
  link: 'Suggest, and link where it is likely enough',
} as const;

const isMode = (value: string): value is keyof typeof modes => Object.hasOwn(modes, value);

interface MatchingFieldsProps {
  readonly rules: RuleSetSent;
  readonly onChange: (rules: RuleSetSent) => void;
}

/** What becomes of customers who are likely one person. */
export function MatchingFields({ rules, onChange }: MatchingFieldsProps) {
  const { matching = {}, ...rest } = rules;
  const set = (next: MatchingRules) =>
    onChange(Object.keys(next).length === 0 ? rest : { ...rest, matching: next });
  const bar = (name: 'linkAt' | 'suggestAt', label: string) => (
    <label className="block">
      <span className="mb-1 block text-[13px] text-ink-soft">{label}</span>
      <input
        type="number"
        className="field w-32! tabular-nums"
        min={0.01}
        max={1}
        step="any"
        placeholder="as usual"
        value={matching[name] ?? ''}
        onChange={(event) => {
          const { [name]: _gone, ...others } = matching;
          const value = Number.parseFloat(event.target.value);
          set(Number.isNaN(value) ? others : { ...others, [name]: value });
        }}
      />
    </label>
  );
  return (
    <section aria-labelledby="likely">
      <h2 id="likely" className="text-[15px] font-semibold">
        Likely matches
      </h2>
      <p className="text-ink-soft">By names, addresses and dates. Probabilities from 0 to 1.</p>
      <div className="mt-2 flex flex-wrap gap-4">
        <label className="block">
          <span className="mb-1 block text-[13px] text-ink-soft">What becomes of them</span>
          <select
            className="field w-auto! max-w-full"
            value={matching.mode ?? 'suggest'}
            onChange={({ target: { value } }) => {
              const { mode: _gone, ...others } = matching;
              if (isMode(value)) set(value === 'suggest' ? others : { ...others, mode: value });
            }}
          >
            {Object.entries(modes).map(([mode, label]) => (
              <option key={mode} value={mode}>
                {label}
              </option>
            ))}
          </select>
        </label>
        {bar('suggestAt', 'Suggested from')}
        {bar('linkAt', 'Linked from')}
      </div>
    </section>
  );
}
