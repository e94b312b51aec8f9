import type { ReactNode } from 'react';

interface PageHeadProps {
  readonly title: string;
  readonly about: string;
  readonly children?: ReactNode;
}

export function PageHead({ title, about, children }: PageHeadProps) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-4">
      <div>
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-0.5 max-w-xl text-ink-soft">{about}</p>
      </div>
      {children}
    </header>
  );
}
