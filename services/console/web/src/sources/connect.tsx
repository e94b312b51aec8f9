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
import { SettingsFields, settingsFrom } from './settings-fields.tsx';

interface ConnectProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Choose a platform, name the source, get the URL and the steps. */
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
  readonly settings?: Readonly<Record<string, unknown>>;
}

function ConnectForm({ platform, onBack, onMade }: ConnectFormProps) {
  const [own, setOwn] = useState(false);
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
    connect.mutate({
      platform: platform.id,
      name: typeof name === 'string' ? name : platform.name,
      ...(own ? { settings: settingsFrom(platform.settings, data) } : {}),
    });
  };
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
      <fieldset>
        <legend className="mb-1.5 font-medium">Secrets</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {[
            {
              value: false,
              label: 'Make them for me',
              hint: 'Random ones, shown once, to be put in at the vendor',
            },
            { value: true, label: 'I have the vendor’s', hint: 'As the vendor’s own page shows them' },
          ].map((choice) => (
            <label
              key={choice.label}
              className="flex cursor-pointer gap-2.5 rounded-xl border border-line-strong p-3 has-checked:border-accent has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                name="own"
                className="mt-1 accent-accent"
                checked={own === choice.value}
                onChange={() => setOwn(choice.value)}
              />
              <span>
                <span className="block font-medium">{choice.label}</span>
                <span className="block text-[13px] text-ink-soft">{choice.hint}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {own && <SettingsFields schema={platform.settings} secrets={platform.secretSettings} />}
      {connect.error !== null && (
        <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-bad">
          {connect.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
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
