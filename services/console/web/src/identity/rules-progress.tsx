import type { RulesProgress } from '../../../src/api/rules.ts';
import { Button } from '../parts/button.tsx';
import { classes } from '../parts/classes.ts';
import { Time } from '../parts/time.tsx';
import { counted } from './words.ts';

const looks = {
  running: 'bg-accent-soft',
  done: 'bg-good-soft',
  failed: 'bg-bad-soft',
  interrupted: 'bg-warn-soft',
} as const;

function said({ state, customers, total, moved, code }: RulesProgress): string {
  switch (state) {
    case 'running':
      return `Applying: ${customers.toLocaleString()}${total === null ? '' : ` of ${total.toLocaleString()}`} customers gone through. New interactions follow the rules already.`;
    case 'done':
      return `These rules hold everywhere: ${counted(customers, 'customer')} gone through, ${counted(moved ?? 0, 'identifier or conversation', 'identifiers and conversations')} moved.`;
    case 'interrupted':
      return `Interrupted after ${counted(customers, 'customer')}. New interactions follow the rules; customers known before may not yet.`;
    case 'failed':
      return `Stopped after ${counted(customers, 'customer')} (${code ?? 'unknown'}). New interactions follow the rules; customers known before may not yet.`;
  }
}

interface RulesProgressLineProps {
  readonly progress: RulesProgress;
  readonly onResume: (() => void) | undefined;
}

/** How far the rules are that were ordered last. */
export function RulesProgressLine({ progress, onResume }: RulesProgressLineProps) {
  const { state, customers, total, by, reason, orderedAt, code } = progress;
  const goesOn = state === 'interrupted' || (state === 'failed' && code !== 'console.rules-superseded');
  return (
    <section aria-label="Rules ordered last" className={classes('rounded-xl px-4 py-3', looks[state])}>
      <div className="flex flex-wrap items-center gap-3">
        <p role="status" className="min-w-0 flex-1 basis-72">
          {said(progress)}
        </p>
        {goesOn && onResume !== undefined && (
          <Button small onClick={onResume}>
            Go on
          </Button>
        )}
      </div>
      {state === 'running' && total !== null && total > 0 && (
        <div
          role="progressbar"
          aria-label="Customers gone through"
          aria-valuemin={0}
          aria-valuemax={total}
          aria-valuenow={Math.min(customers, total)}
          className="mt-2 h-2 overflow-hidden rounded-full bg-sunken"
        >
          <div
            className="h-full rounded-full bg-accent transition-all"
            style={{ width: `${Math.min(100, (100 * customers) / total)}%` }}
          />
        </div>
      )}
      <p className="mt-1 text-[13px] text-ink-soft">
        {by}, <Time at={orderedAt} />: “{reason}”
      </p>
    </section>
  );
}
