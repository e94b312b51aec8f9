import { CloudAlert, RotateCw, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiFailure } from '../api/client.ts';
import { Button } from './button.tsx';

interface EmptyProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
}

export function Empty({ icon: Icon, title, children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-16 text-center">
      <span className="mb-2 flex size-12 items-center justify-center rounded-2xl bg-accent-soft text-accent">
        <Icon className="size-6" strokeWidth={1.75} aria-hidden="true" />
      </span>
      <h2 className="text-[15px] font-semibold">{title}</h2>
      <div className="max-w-sm text-ink-soft">{children}</div>
    </div>
  );
}

interface FailedProps {
  readonly error: unknown;
  readonly retry?: (() => void) | undefined;
}

/** What went wrong and what to do, in the API's own words, with the id to give to an administrator. */
export function Failed({ error, retry }: FailedProps) {
  const failure = error instanceof ApiFailure ? error : undefined;
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-6 py-14 text-center">
      <span className="mb-2 flex size-12 items-center justify-center rounded-2xl bg-bad-soft text-bad">
        <CloudAlert className="size-6" strokeWidth={1.75} aria-hidden="true" />
      </span>
      <p className="text-[15px] font-semibold">{failure?.message ?? 'This page could not be shown.'}</p>
      <p className="max-w-sm text-ink-soft">
        {failure?.action ?? 'Load it again; if it stays, tell your administrator.'}
      </p>
      {failure?.requestId !== undefined && (
        <p className="font-mono text-xs text-ink-faint">Request {failure.requestId}</p>
      )}
      {retry !== undefined && (
        <Button className="mt-3" onClick={retry}>
          <RotateCw className="size-4" aria-hidden="true" /> Try again
        </Button>
      )}
    </div>
  );
}

/** Grey lines where text will be. */
export function Skeleton({ rows = 6 }: { readonly rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="animate-pulse divide-y divide-line">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex gap-3.5 px-5 py-4">
          <div className="size-8 shrink-0 rounded-lg bg-sunken" />
          <div className="flex-1 space-y-2.5 py-1">
            <div className="h-3 w-1/3 rounded bg-sunken" />
            <div className="h-3 w-4/5 rounded bg-sunken" />
          </div>
        </div>
      ))}
    </div>
  );
}
