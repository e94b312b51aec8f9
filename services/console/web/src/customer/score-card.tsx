import type { CustomerDetail } from '../../../src/api/customers.ts';
import { sentence } from '../parts/channels.tsx';
import { Time } from '../parts/time.tsx';

type Score = NonNullable<CustomerDetail['score']>;

/** The default rules in words; another rule has its own name. */
const rules: Readonly<Record<string, string>> = {
  view: 'Viewed content',
  question: 'Asked a question',
  time: 'Stayed over five minutes',
  download: 'Downloaded',
  cta: 'Followed a call to action',
};

const points = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** What the score is now, and by which events it came about. */
export function ScoreCard({ score }: { readonly score: Score | null }) {
  return (
    <section aria-labelledby="score" className="card p-5">
      <h2 id="score" className="text-xs font-semibold tracking-wide text-ink-faint uppercase">
        Engagement
      </h2>
      {score === null ? (
        <p className="mt-2 text-ink-soft">Nothing has counted yet.</p>
      ) : (
        <>
          <p className="mt-1 flex items-baseline gap-2">
            <span className="text-4xl font-semibold tracking-tight tabular-nums">
              {points.format(score.value)}
            </span>
            <span className="text-[13px] text-ink-faint">
              points from {score.contributions} {score.contributions === 1 ? 'event' : 'events'}
            </span>
          </p>
          <ul className="mt-4 space-y-3">
            {score.byRule.map((part) => (
              <li key={part.rule}>
                <div className="mb-1 flex justify-between gap-3 text-[13px]">
                  <span className="truncate">
                    {rules[part.rule] ?? sentence(part.rule)}{' '}
                    <span className="text-ink-faint">× {part.events}</span>
                  </span>
                  <span className="font-medium tabular-nums">{points.format(part.points)}</span>
                </div>
                <div aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-sunken">
                  <div
                    className="h-full rounded-full bg-accent"
                    style={{ width: `${Math.min(100, (100 * part.points) / Math.max(score.value, 0.001))}%` }}
                  />
                </div>
              </li>
            ))}
          </ul>
          <p className="mt-4 border-t border-line pt-3 text-xs text-ink-faint">
            As of <Time at={score.asOf} />; half of it fades every {score.halfLifeDays} days.
          </p>
        </>
      )}
    </section>
  );
}
