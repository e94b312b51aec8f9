import type { SideDetail } from '../../../src/api/conflicts.ts';
import { spaced } from '../parts/channels.tsx';
import { classes } from '../parts/classes.ts';
import { nameOfSide } from './side-card.tsx';

type Sides = readonly [SideDetail, SideDetail];

const folded = (text: string | undefined): string => (text ?? '').normalize('NFKC').trim().toLowerCase();

/** What is said of each of two customers, side by side; what is equal stands out. */
export function TraitsBeside({ sides: [one, other] }: { readonly sides: Sides }) {
  const left = new Map(one.traits.map(({ name, value }) => [name, value]));
  const right = new Map(other.traits.map(({ name, value }) => [name, value]));
  const names = [...new Set([...left.keys(), ...right.keys()])].sort();
  if (names.length === 0) return <p className="text-ink-soft">Nothing else is said of either.</p>;
  return (
    <div className="overflow-x-auto" tabIndex={0} role="region" aria-label="Details side by side">
      <table className="w-full table-fixed text-[13px]">
        <caption className="sr-only">Details of both, side by side</caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Detail</th>
            <th scope="col">{nameOfSide(one)}</th>
            <th scope="col">{nameOfSide(other)}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {names.map((name) => {
            const [a, b] = [left.get(name), right.get(name)];
            const same = a !== undefined && folded(a) === folded(b);
            return (
              <tr key={name}>
                <th scope="row" className="py-1.5 pr-3 text-left font-normal text-ink-soft">
                  {spaced(name)}
                </th>
                {[a, b].map((value, index) => (
                  <td
                    key={index}
                    className={classes(
                      'py-1.5 pr-3 break-words',
                      same ? 'font-semibold text-good' : 'font-medium',
                    )}
                  >
                    {value ?? <span className="font-normal text-ink-faint">not known</span>}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
