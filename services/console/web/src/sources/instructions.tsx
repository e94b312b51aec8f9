import { TriangleAlert } from 'lucide-react';
import type { ConnectedSource } from '../../../src/api/connections.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';

function Copyable({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="flex items-center gap-2 rounded-xl border border-line bg-sunken/60 py-1.5 pr-1.5 pl-3.5">
      <div className="min-w-0 flex-1">
        <p className="text-xs text-ink-soft">{name}</p>
        <p className="font-mono text-[13px] break-all">{value}</p>
      </div>
      <CopyButton value={value} label={`Copy ${name}`} />
    </div>
  );
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The steps at the vendor, numbered. */
export function Steps({ steps }: { readonly steps: ReadonlyArray<string> }) {
  return (
    <ol className="space-y-3">
      {steps.map((step, index) => (
        <li key={index} className="flex gap-3">
          <span
            aria-hidden="true"
            className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent-strong"
          >
            {index + 1}
          </span>
          <span className="min-w-0 break-words">{step}</span>
        </li>
      ))}
    </ol>
  );
}

interface InstructionsProps {
  readonly source: ConnectedSource;
  readonly onDone: () => void;
}

/** What to put in at the vendor; the one time that the secrets are shown. */
export function Instructions({ source, onDone }: InstructionsProps) {
  return (
    <div className="space-y-5 p-5">
      <div className="space-y-2">
        <Copyable name="URL" value={source.url} />
        {Object.entries(source.settings).map(([name, value]) => (
          <Copyable key={name} name={name} value={asText(value)} />
        ))}
      </div>
      <p className="flex gap-2.5 rounded-xl bg-warn-soft px-3.5 py-3 text-[13px] text-warn">
        <TriangleAlert className="mt-px size-4 shrink-0" aria-hidden="true" />
        Copy the secrets now: they are kept encrypted and are not shown again.
      </p>
      <Steps steps={source.steps} />
      <div className="flex justify-end">
        <Button look="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
