import { useQuery } from '@tanstack/react-query';
import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import type { CustomerAsKnown } from '../../../src/api/evidence.ts';
import { asKnownQuery } from '../api/identity-queries.ts';
import { sentence } from '../parts/channels.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { IdentifierName } from './identifier-name.tsx';

/** A time as `datetime-local` wants it, in the reader's own zone. */
const localOf = (date: Date): string =>
  new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** The minute that was chosen counts whole: so what was learnt a moment ago is known now. */
const REST_OF_MINUTE_MS = 59_999;

/** What was known of a customer at a time: for legal, and for whoever asks why something was done then. */
export function AsKnown({ customerId }: { readonly customerId: string }) {
  const [local, setLocal] = useState(() => localOf(new Date()));
  const time = Date.parse(local);
  return (
    <section aria-labelledby="as-known" className="card p-5">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h2 id="as-known" className="text-[15px] font-semibold">
            As known on
          </h2>
          <p className="text-ink-soft">What was known then, whatever was learnt since.</p>
        </div>
        <label className="block">
          <span className="sr-only">Date and time</span>
          <input
            type="datetime-local"
            className="field w-60!"
            value={local}
            onChange={(event) => setLocal(event.target.value)}
          />
        </label>
      </div>
      {Number.isNaN(time) ? (
        <p className="mt-4 text-ink-soft">Enter a date and a time.</p>
      ) : (
        <Known customerId={customerId} at={new Date(time + REST_OF_MINUTE_MS).toISOString()} />
      )}
    </section>
  );
}

function Known({ customerId, at }: { readonly customerId: string; readonly at: string }) {
  const then = useQuery(asKnownQuery(customerId, at));
  if (then.isPending) return <Skeleton rows={3} />;
  if (then.isError) return <Failed error={then.error} retry={() => void then.refetch()} />;
  if (!then.data.known)
    return (
      <Empty icon={CalendarClock} title="Nobody was known by this id then">
        It had not been issued yet.
      </Empty>
    );
  return <Then then={then.data} askedId={customerId} />;
}

const head = 'mt-5 mb-1.5 text-xs font-semibold tracking-wide text-ink-faint uppercase';

function Then({ then, askedId }: { readonly then: CustomerAsKnown; readonly askedId: string }) {
  return (
    <div aria-live="polite">
      {then.customerId !== null && then.customerId !== askedId && (
        <p className="mt-4 rounded-lg bg-warn-soft px-3 py-2 text-warn">
          Another customer held this id then: <span className="font-mono text-xs">{then.customerId}</span>
        </p>
      )}
      <h3 className={head}>Identifiers</h3>
      <ul aria-label="Identifiers known then" className="divide-y divide-line">
        {then.identifiers.map(({ identifier, recordedAt, validTo }) => (
          <li
            key={`${identifier} ${validTo ?? ''}`}
            className="flex flex-wrap justify-between gap-x-4 py-1.5"
          >
            <IdentifierName identifier={identifier} />
            <span className="text-[13px] text-ink-soft">
              known as theirs since <Time at={recordedAt} as="full" />
            </span>
          </li>
        ))}
      </ul>
      <h3 className={head}>Details</h3>
      {then.traits.length === 0 ? (
        <p className="text-ink-soft">None were known.</p>
      ) : (
        <dl className="divide-y divide-line">
          {then.traits.map(({ name, value, source, platform, observedAt }) => (
            <div key={name} className="grid grid-cols-[minmax(7rem,30%)_1fr] gap-3 py-1.5">
              <dt className="text-[13px] text-ink-soft">{sentence(name)}</dt>
              <dd className="flex flex-wrap justify-between gap-x-4">
                <span className="font-medium break-words">{value}</span>
                <span className="text-[13px] text-ink-soft">
                  {sentence(source)}, {sentence(platform)}, <Time at={observedAt} as="full" />
                </span>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
