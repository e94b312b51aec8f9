import type { SuggestionDetail } from '../../../src/api/conflicts.ts';
import { Time } from '../parts/time.tsx';
import { SideCard } from './side-card.tsx';
import { TraitsBeside } from './traits-beside.tsx';
import { percent, Weights } from './weights.tsx';

const head = 'mt-4 mb-1 text-xs font-semibold tracking-wide text-ink-faint uppercase';

/** Two who are likely one: side by side, and why it is thought so. */
export function SuggestionCard({ suggestion }: { readonly suggestion: SuggestionDetail }) {
  const { sides, evidence, probability, model, foundAt } = suggestion;
  return (
    <>
      <p className="mt-3">
        <span className="text-2xl font-semibold tabular-nums">{percent(probability)}</span>{' '}
        <span className="text-ink-soft">
          likely one person, says model {model}, <Time at={foundAt} />
        </span>
      </p>
      <div className="mt-3 flex flex-wrap gap-3">
        <SideCard side={sides[0]} />
        <SideCard side={sides[1]} />
      </div>
      <h3 className={head}>Details</h3>
      <TraitsBeside sides={sides} />
      <h3 className={head}>Why</h3>
      <Weights evidence={evidence} />
    </>
  );
}
