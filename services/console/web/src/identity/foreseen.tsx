import { ArrowRight, ShieldAlert } from 'lucide-react';
import type { PreviewDetail, ResultingInFigures } from '../../../src/api/orders.ts';
import { counted, refusalSentence, valueOf } from './words.ts';

const points = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

function Change({ before, after }: { readonly before: string | null; readonly after: string }) {
  if (before === null || before === after) return <span className="tabular-nums">{after}</span>;
  return (
    <span className="inline-flex items-center gap-1.5 tabular-nums">
      <span className="text-ink-soft">{before}</span>
      <ArrowRight className="size-3.5 text-ink-faint" role="img" aria-label="becomes" />
      <span className="font-semibold">{after}</span>
    </span>
  );
}

function Resulting({ customer }: { readonly customer: ResultingInFigures }) {
  const { identifiers, identifierCount, isNew, segments, records } = customer;
  const name = customer.name ?? valueOf(identifiers[0] ?? ':Conversations of nobody known');
  const hidden = identifierCount - Math.min(identifiers.length, 6);
  return (
    <li className="rounded-xl border border-line px-4 py-3">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-semibold break-all">{name}</span>
        <span className="text-xs font-medium text-ink-soft">
          {isNew ? 'A customer of its own' : customer.takesOver.length > 0 ? 'Takes the other over' : 'Stays'}
        </span>
      </p>
      <p className="mt-0.5 text-[13px] break-all text-ink-soft">
        {identifiers.slice(0, 6).map(valueOf).join(' · ')}
        {hidden > 0 && ` and ${hidden.toLocaleString()} more`}
      </p>
      <dl className="mt-2.5 grid grid-cols-2 gap-x-4 gap-y-1.5 text-[13px] sm:grid-cols-4">
        <div>
          <dt className="text-ink-soft">Interactions</dt>
          <dd>
            <Change
              before={isNew ? null : customer.interactionsNow.toLocaleString()}
              after={customer.interactions.toLocaleString()}
            />
          </dd>
        </div>
        <div>
          <dt className="text-ink-soft">Score</dt>
          <dd>
            <Change
              before={customer.scoreNow === null ? null : points.format(customer.scoreNow)}
              after={points.format(customer.score)}
            />
          </dd>
        </div>
        <div>
          <dt className="text-ink-soft">Segments</dt>
          <dd>
            {segments === null ? 'Worked out anew' : segments.length === 0 ? 'None' : segments.join(', ')}
          </dd>
        </div>
        <div>
          <dt className="text-ink-soft">CRM records</dt>
          <dd>
            {records.length === 0
              ? 'None'
              : counted(records.length, 'record') +
                ` in ${[...new Set(records.map(({ destination }) => destination))].join(', ')}`}
          </dd>
        </div>
      </dl>
    </li>
  );
}

/** What an order would change, in numbers. */
export function Foreseen({ preview }: { readonly preview: PreviewDetail }) {
  const { customers, customerCount, moving, refused, complete } = preview;
  const unseen = customerCount - customers.length;
  return (
    <section aria-label="What will change" className="space-y-3">
      <p className="text-[15px] font-medium">
        {moving.anchors === 0
          ? 'Nothing moves from one customer to another.'
          : `${complete ? '' : 'At least '}${counted(moving.interactions, 'interaction')} ${
              moving.interactions === 1 ? 'goes' : 'go'
            } to another customer, with ${counted(moving.anchors, 'identifier or conversation', 'identifiers and conversations')}.`}
      </p>
      {customers.length > 0 && (
        <ul aria-label="Customers that result" className="space-y-2">
          {customers
            .toSorted((a, b) => Number(a.isNew) - Number(b.isNew))
            .map((customer) => (
              <Resulting key={customer.customerId} customer={customer} />
            ))}
        </ul>
      )}
      {unseen > 0 && <p className="text-ink-soft">And {counted(unseen, 'more customer')}.</p>}
      {refused.length > 0 && (
        <div className="rounded-xl bg-warn-soft px-4 py-3 text-warn">
          <p className="flex items-center gap-2 font-semibold">
            <ShieldAlert className="size-4 shrink-0" aria-hidden="true" /> A protection refuses
          </p>
          <ul className="mt-1 text-[13px]">
            {refused.map(({ from, to, refusal }) => (
              <li key={`${from} ${to}`} className="break-all">
                {valueOf(from)} and {valueOf(to)}: {refusalSentence(refusal)}.
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
