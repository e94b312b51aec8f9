import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { ConnectedSource, PlatformItem } from '../../../src/api/connections.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { platformsQuery, sourcesQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';
import { Instructions } from './instructions.tsx';
import { PlatformChoice } from './platform-choice.tsx';
import { propertiesOf, requiredOf, SettingsFields, settingsFrom } from './settings-fields.tsx';

interface ConnectProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Choose a platform, name the source, get the URL and the steps, try it, and see the first delivery come. */
export function Connect({ open, onClose }: ConnectProps) {
  const platforms = useQuery(platformsQuery);
  const [platform, setPlatform] = useState<PlatformItem>();
  const [made, setMade] = useState<ConnectedSource>();
  const close = () => {
    setPlatform(undefined);
    setMade(undefined);
    onClose();
  };
  const title =
    made !== undefined
      ? `${made.name} is ready`
      : platform !== undefined
        ? `Connect ${platform.name}`
        : 'Connect a source';
  return (
    <Sheet open={open} onClose={close} title={title} place="middle">
      {made !== undefined ? (
        <Instructions source={made} onDone={close} />
      ) : platform !== undefined ? (
        <ConnectForm platform={platform} onBack={() => setPlatform(undefined)} onMade={setMade} />
      ) : platforms.isPending ? (
        <Skeleton />
      ) : platforms.isError ? (
        <Failed error={platforms.error} retry={() => void platforms.refetch()} />
      ) : (
        <PlatformChoice platforms={platforms.data.items} onChoose={setPlatform} />
      )}
    </Sheet>
  );
}

interface ConnectFormProps {
  readonly platform: PlatformItem;
  readonly onBack: () => void;
  readonly onMade: (source: ConnectedSource) => void;
}

interface NewSource {
  readonly platform: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly generate: ReadonlyArray<string>;
}

const MADE = 'Leave it empty to have one made, or enter the one that the vendor shows.';

function ConnectForm({ platform, onBack, onMade }: ConnectFormProps) {
  const { settings: schema, secretSettings: secrets, generated } = platform;
  const connect = useMutation({
    mutationFn: (body: NewSource) => api<ConnectedSource>('/sources', { method: 'POST', body }),
    onSuccess: (source) => {
      void queryClient.invalidateQueries(sourcesQuery);
      onMade(source);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const name = data.get('name');
    const settings = settingsFrom(schema, data);
    connect.mutate({
      platform: platform.id,
      name: typeof name === 'string' ? name : platform.name,
      settings,
      generate: generated.filter((setting) => !Object.hasOwn(settings, setting)),
    });
  };
  const names = propertiesOf(schema).map(([name]) => name);
  const first = names.filter((name) => requiredOf(schema).includes(name) || generated.includes(name));
  const later = names.filter((name) => !first.includes(name));
  const required = first.filter((name) => !generated.includes(name));
  return (
    <form onSubmit={submit} className="space-y-5 p-5">
      <label className="block">
        <span className="mb-1.5 block font-medium">Name</span>
        <input
          name="name"
          className="field"
          defaultValue={platform.name}
          required
          maxLength={200}
          autoFocus
        />
      </label>
      <SettingsFields
        schema={schema}
        names={first}
        secrets={secrets}
        required={required}
        hintOf={(name) => (generated.includes(name) ? MADE : undefined)}
      />
      {later.length > 0 && (
        <details className="rounded-xl border border-line px-4 py-3">
          <summary className="cursor-pointer font-medium">
            {platform.follows ? `${platform.name}’s API, and more` : 'More settings'}
            <span className="mt-0.5 block text-[13px] font-normal text-ink-soft">
              {platform.follows
                ? 'With its API, history is brought and what gets lost on the way is made good. You can add it later.'
                : 'The usual values serve most. You can change them later.'}
            </span>
          </summary>
          <div className="mt-4 space-y-5">
            <SettingsFields schema={schema} names={later} secrets={secrets} required={[]} />
          </div>
        </details>
      )}
      {connect.error !== null && (
        <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-bad">
          {connect.error.message}
        </p>
      )}
      <div className="flex items-center justify-end gap-2">
        <a
          href={platform.docs}
          target="_blank"
          rel="noreferrer"
          className="mr-auto text-[13px] text-accent underline"
        >
          {platform.name}’s own page
        </a>
        <Button look="quiet" onClick={onBack}>
          Back
        </Button>
        <Button type="submit" look="primary" disabled={connect.isPending}>
          {connect.isPending ? 'Connecting…' : 'Connect'}
        </Button>
      </div>
    </form>
  );
}
