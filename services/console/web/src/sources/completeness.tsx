import type { FollowingDetail } from '../../../src/api/following.ts';
import { classes } from '../parts/classes.ts';

type Day = FollowingDetail['days'][number];

/** Never rounded up to a whole that is not one. */
export const percent = (share: number): string =>
  share >= 1 ? '100 %' : `${(Math.floor(share * 1000) / 10).toLocaleString()} %`;

const lookOf = (share: number | null): string =>
  share === null ? 'bg-line-strong' : share >= 1 ? 'bg-good' : share >= 0.95 ? 'bg-warn' : 'bg-bad';

/** A column a day, the oldest first: a look at where it is not whole. The table says the same in words. */
function Sparkline({ days }: { readonly days: ReadonlyArray<Day> }) {
  return (
    <div aria-hidden="true" className="flex h-10 items-end gap-px overflow-hidden">
      {days.toReversed().map(({ day, completeness }) => (
        <span
          key={day}
          title={`${day}: ${completeness === null ? 'not compared yet' : percent(completeness)}`}
          className={classes('min-w-0.5 flex-1 rounded-t-xs', lookOf(completeness))}
          style={{ height: completeness === null ? '12%' : `${Math.max(16, completeness * 100)}%` }}
        />
      ))}
    </div>
  );
}

const number = (value: number | null): string => (value === null ? '–' : value.toLocaleString());

function Table({ days }: { readonly days: ReadonlyArray<Day> }) {
  const cell = 'px-2 py-1 text-right tabular-nums';
  return (
    <table className="mt-2 w-full text-[13px]">
      <caption className="sr-only">Completeness of each day, in UTC</caption>
      <thead className="text-ink-soft">
        <tr>
          <th scope="col" className="py-1 pr-2 text-left font-medium">
            Day
          </th>
          {['Vendor has', 'Arrived', 'Fetched', 'Complete'].map((name) => (
            <th key={name} scope="col" className={classes(cell, 'font-medium')}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {days.map(({ day, vendor, archived, fetched, completeness }) => (
          <tr key={day}>
            <th scope="row" className="py-1 pr-2 text-left font-normal whitespace-nowrap">
              {day}
            </th>
            <td className={cell}>{number(vendor)}</td>
            <td className={cell}>{number(archived)}</td>
            <td className={cell}>{fetched.toLocaleString()}</td>
            <td className={cell}>{completeness === null ? 'not yet' : percent(completeness)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CompletenessProps {
  readonly share: number | null;
  readonly days: ReadonlyArray<Day>;
}

/** What we have of what the vendor has, as a number, and day by day. */
export function Completeness({ share, days }: CompletenessProps) {
  if (days.length === 0)
    return <p className="text-[13px] text-ink-soft">No day was compared with the vendor yet.</p>;
  return (
    <div className="rounded-xl border border-line px-3.5 py-3">
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <p>
          <span className="text-xl font-semibold tabular-nums">{share === null ? '–' : percent(share)}</span>{' '}
          <span className="text-ink-soft">
            complete over {days.length} {days.length === 1 ? 'day' : 'days'}
          </span>
        </p>
      </div>
      <Sparkline days={days} />
      <details className="mt-2">
        <summary className="cursor-pointer text-[13px] font-medium text-accent">Day by day</summary>
        <div className="max-h-72 overflow-auto" tabIndex={0} role="region" aria-label="Day by day">
          <Table days={days} />
        </div>
      </details>
    </div>
  );
}
