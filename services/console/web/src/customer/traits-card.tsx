import type { CustomerDetail } from '../../../src/api/customers.ts';
import { sentence, spaced } from '../parts/channels.tsx';
import { Time } from '../parts/time.tsx';

/** What is said of the customer, by whom, and when. */
export function TraitsCard({ traits }: { readonly traits: CustomerDetail['traits'] }) {
  // The name stands above in large letters.
  const shown = traits.filter((trait) => trait.name !== 'name').sort((a, b) => a.name.localeCompare(b.name));
  if (shown.length === 0) return null;
  return (
    <section aria-labelledby="traits" className="card p-5">
      <h2 id="traits" className="mb-2 text-xs font-semibold tracking-wide text-ink-faint uppercase">
        Details
      </h2>
      <dl className="space-y-2.5">
        {shown.map((trait) => (
          <div key={trait.name}>
            <dt className="text-xs text-ink-faint">{spaced(trait.name)}</dt>
            <dd className="flex items-baseline justify-between gap-3">
              <span className="min-w-0 font-medium break-words">{trait.value}</span>
              <span className="shrink-0 text-xs text-ink-faint">
                {sentence(trait.platform)}, <Time at={trait.observedAt} />
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
