import type { ReactNode } from 'react';

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="mb-6 last:mb-0">
      <h3 className="mb-2 text-xs font-semibold tracking-wide text-ink-faint uppercase">{title}</h3>
      {children}
    </section>
  );
}

interface FactsProps {
  readonly rows: ReadonlyArray<readonly [name: string, value: ReactNode]>;
  /** Values in a fixed-width face: ids, headers. */
  readonly mono?: boolean;
}

/** Names and values; what has no value is left out. */
export function Facts({ rows, mono = false }: FactsProps) {
  return (
    <dl className="divide-y divide-line rounded-xl border border-line">
      {rows
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name} className="grid grid-cols-[minmax(7rem,32%)_1fr] gap-3 px-3.5 py-2">
            <dt className="break-words text-[13px] text-ink-soft">{name}</dt>
            <dd className={mono ? 'font-mono text-xs/5 break-all' : 'text-[13px] break-words'}>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
