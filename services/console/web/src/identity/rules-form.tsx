import type { RulesDetail, RuleSetSent } from '../../../src/api/rules.ts';
import { MatchingFields } from './rules-matching.tsx';
import { SurvivorshipFields } from './rules-survivorship.tsx';
import { typeName } from './words.ts';

type Limits = NonNullable<RuleSetSent['limits']>;
type Which = 'limits' | 'sharedAbove';

/** Without what is as usual; no entry where nothing is left. */
function withLimit(rules: RuleSetSent, which: Which, type: string, value: number | undefined): RuleSetSent {
  const { [which]: before = {}, ...rest } = rules;
  const { [type]: _gone, ...others } = before;
  const limits: Limits = value === undefined ? others : { ...others, [type]: value };
  return Object.keys(limits).length === 0 ? rest : { ...rest, [which]: limits };
}

interface RulesFormProps {
  readonly rules: RuleSetSent;
  readonly types: RulesDetail['types'];
  readonly disabled: boolean;
  readonly onChange: (rules: RuleSetSent) => void;
}

/** The rules that can be set; an empty field is as usual. */
export function RulesForm({ rules, types, disabled, onChange }: RulesFormProps) {
  return (
    <fieldset disabled={disabled} className="min-w-0 space-y-6">
      <legend className="sr-only">Rules</legend>
      <LimitFields rules={rules} types={types} onChange={onChange} />
      <SurvivorshipFields rules={rules} onChange={onChange} />
      <MatchingFields rules={rules} onChange={onChange} />
    </fieldset>
  );
}

function LimitFields({ rules, types, onChange }: Omit<RulesFormProps, 'disabled'>) {
  const field = (which: Which, type: string, usual: number, label: string) => (
    <input
      type="number"
      className="field w-28! tabular-nums"
      aria-label={`${label} of ${typeName(type)}`}
      min={1}
      max={1_000_000}
      step={1}
      placeholder={String(usual)}
      value={rules[which]?.[type] ?? ''}
      onChange={(event) => {
        const value = Number.parseInt(event.target.value, 10);
        onChange(withLimit(rules, which, type, Number.isNaN(value) ? undefined : value));
      }}
    />
  );
  return (
    <section aria-labelledby="limits">
      <h2 id="limits" className="text-[15px] font-semibold">
        How many a customer may have
      </h2>
      <p className="text-ink-soft">
        More are refused. What is seen with more than “shared above” of a kind is many people’s and links
        nobody.
      </p>
      <div className="mt-2 overflow-x-auto" tabIndex={0} role="region" aria-label="Limits by type">
        <table className="text-[13px]">
          <thead className="text-left text-ink-soft">
            <tr>
              <th scope="col" className="py-1.5 pr-6 font-medium">
                Type
              </th>
              <th scope="col" className="py-1.5 pr-6 font-medium">
                At most
              </th>
              <th scope="col" className="py-1.5 font-medium">
                Shared above
              </th>
            </tr>
          </thead>
          <tbody>
            {types.map(({ type, limit, sharedAbove, exclusive }) => (
              <tr key={type}>
                <th scope="row" className="py-1 pr-6 text-left font-medium">
                  {typeName(type)}
                  {exclusive && (
                    <span className="block text-xs font-normal text-ink-soft">in one account</span>
                  )}
                </th>
                <td className="py-1 pr-6">{field('limits', type, limit, 'At most')}</td>
                <td className="py-1">{field('sharedAbove', type, sharedAbove, 'Shared above')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
