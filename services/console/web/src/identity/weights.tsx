import type { Likeness } from '../../../src/api/evidence.ts';
import { spaced } from '../parts/channels.tsx';
import { classes } from '../parts/classes.ts';

type Evidence = Likeness['evidence'][number];

/** Never rounded up to a certainty that is none. */
export const percent = (probability: number): string =>
  `${Math.min(99.9, Math.floor(probability * 1000) / 10).toLocaleString()} %`;

/** Bits at which a bar is full: a thousand to one. */
const FULL = 10;

/** How much a weight says: each bit doubles the odds. */
function strength(weight: number): string {
  const size = Math.abs(weight);
  const much = size >= 7 ? 'very strongly' : size >= 4 ? 'strongly' : size >= 1.5 ? 'clearly' : 'slightly';
  return weight >= 0 ? `speaks ${much} for one person` : `speaks ${much} against`;
}

const levels: Readonly<Record<string, string>> = {
  exact: 'the same',
  typo: 'the same but for a typo',
  different: 'different',
};

function Weight({ evidence: { aspect, level, weight } }: { readonly evidence: Evidence }) {
  const width = `${Math.max(3, Math.min(50, (50 * Math.abs(weight)) / FULL))}%`;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-x-4 gap-y-1 py-1.5 sm:grid-cols-[minmax(0,1fr)_10rem]">
      <span>
        <span className="font-medium">{spaced(aspect)}</span>: {levels[level] ?? spaced(level).toLowerCase()}
        <span className="text-[13px] text-ink-soft"> — {strength(weight)}</span>
      </span>
      <span aria-hidden="true" className="relative my-auto h-2 overflow-hidden rounded-full bg-sunken">
        <span
          className={classes('absolute inset-y-0', weight >= 0 ? 'left-1/2 bg-good' : 'right-1/2 bg-bad')}
          style={{ width }}
        />
        <span className="absolute inset-y-0 left-1/2 w-px bg-line-strong" />
      </span>
    </li>
  );
}

/** Field by field, what speaks for one person and what against. */
export function Weights({ evidence }: { readonly evidence: ReadonlyArray<Evidence> }) {
  return (
    <ul aria-label="What was compared" className="divide-y divide-line">
      {evidence.map((one) => (
        <Weight key={`${one.aspect} ${one.level}`} evidence={one} />
      ))}
    </ul>
  );
}
