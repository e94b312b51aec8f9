import { useQuery } from '@tanstack/react-query';
import { KeyRound, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ConnectedSource, PlatformItem } from '../../../src/api/connections.ts';
import { platformsQuery, sourceQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Section } from '../parts/facts.tsx';
import { ArrivalWatch } from './arrival-line.tsx';
import { ChangeSettings } from './change-settings.tsx';
import { spaced } from './settings-fields.tsx';
import { Trial } from './trial.tsx';

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

/** What has to be put in at the vendor, or was put in here: the secrets alone, as they are not shown again. */
function secretsOf(source: ConnectedSource, platform: PlatformItem | undefined) {
  const names = platform?.secretSettings ?? Object.keys(source.settings);
  return names.flatMap((name) => {
    const value = source.settings[name];
    return typeof value === 'string' && value !== '' ? [[name, value] as const] : [];
  });
}

interface InstructionsProps {
  readonly source: ConnectedSource;
  readonly onDone: () => void;
}

/** What to put in at the vendor, a test, and the wait for the first real delivery; the one time that the secrets are shown. */
export function Instructions({ source, onDone }: InstructionsProps) {
  const platforms = useQuery(platformsQuery);
  const detail = useQuery(sourceQuery(source.id));
  const platform = platforms.data?.items.find(({ id }) => id === source.platform);
  const [changing, setChanging] = useState(false);
  /** Entered since, so what was made here is of no use any more. */
  const [replaced, setReplaced] = useState<ReadonlyArray<string>>([]);
  const secrets = secretsOf(source, platform).filter(([name]) => !replaced.includes(name));
  if (changing && platform !== undefined)
    return (
      <ChangeSettings
        source={{ ...source, ...detail.data }}
        platform={platform}
        onDone={(changed) => {
          setReplaced([...replaced, ...changed]);
          setChanging(false);
        }}
      />
    );
  return (
    <div className="px-5 pt-5">
      <Section title="URL and secrets">
        <div className="space-y-2">
          <Copyable name="URL" value={source.url} />
          {secrets.map(([name, value]) => (
            <Copyable key={name} name={spaced(name)} value={value} />
          ))}
        </div>
        {secrets.length > 0 && (
          <p className="mt-3 flex gap-2.5 rounded-xl bg-warn-soft px-3.5 py-3 text-[13px] text-warn">
            <TriangleAlert className="mt-px size-4 shrink-0" aria-hidden="true" />
            Copy the secrets now: they are kept encrypted and are not shown again.
          </p>
        )}
      </Section>
      <Section title={`At ${platform?.name ?? 'the vendor'}`}>
        <Steps steps={source.steps} />
        <Button className="mt-4" onClick={() => setChanging(true)}>
          <KeyRound className="size-4" aria-hidden="true" /> Enter what the vendor shows
        </Button>
      </Section>
      <Section title="Try it">
        <Trial sourceId={source.id} samples={platform?.samples ?? []} />
      </Section>
      <div className="sticky bottom-0 -mx-5 flex rounded-b-2xl items-center gap-3 border-t border-line bg-surface px-5 py-3">
        <section aria-label="The vendor’s own deliveries" className="min-w-0 flex-1">
          <ArrivalWatch arrivals={detail.data?.arrivals ?? source.arrivals} />
        </section>
        <Button look="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}
