import { Link } from '@tanstack/react-router';
import type { RulesForeseenDetail } from '../../../src/api/rules.ts';
import { counted, valueOf } from './words.ts';

type Example = RulesForeseenDetail['examples'][number];

function Figure({ value, label }: { readonly value: number; readonly label: string }) {
  return (
    <div>
      <dd className="text-2xl font-semibold tabular-nums">{value.toLocaleString()}</dd>
      <dt className="text-[13px] text-ink-soft">{label}</dt>
    </div>
  );
}

function ExampleRow({ example: { change, customerIds, results } }: { readonly example: Example }) {
  return (
    <li className="py-2.5">
      <p className="font-medium">
        {change === 'merge'
          ? `${counted(customerIds.length, 'customer')} would become ${counted(results.length, 'customer')}`
          : `One customer would become ${results.length}`}{' '}
        {customerIds.slice(0, 5).map((id, index) => (
          <Link
            key={id}
            to="/customers/$id"
            params={{ id }}
            aria-label={`Look at customer ${index + 1}`}
            className="mr-2 text-[13px] font-medium text-accent-strong underline-offset-4 hover:underline"
          >
            look
          </Link>
        ))}
      </p>
      <ul className="text-[13px] text-ink-soft">
        {results.map((identifiers) => (
          <li key={identifiers.join(' ')} className="break-all">
            {identifiers.map(valueOf).join(' · ')}
          </li>
        ))}
      </ul>
    </li>
  );
}

/** What other rules would change, over all that is known. */
export function RulesForeseen({ foreseen }: { readonly foreseen: RulesForeseenDetail }) {
  const { customers, merged, split, profiles, examples } = foreseen;
  return (
    <section aria-labelledby="foreseen">
      <h2 id="foreseen" className="text-[15px] font-semibold">
        What would change
      </h2>
      <p className="text-ink-soft">Over {counted(customers, 'customer')}.</p>
      <dl className="mt-3 grid grid-cols-3 gap-4">
        <Figure value={merged} label="would go on in another" />
        <Figure value={split} label="would be new" />
        <Figure value={profiles} label="would have other details" />
      </dl>
      {examples.length > 0 && (
        <ul aria-label="Examples" className="mt-3 divide-y divide-line">
          {examples.map((example) => (
            <ExampleRow key={example.customerIds.join(' ')} example={example} />
          ))}
        </ul>
      )}
    </section>
  );
}
