import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { PlatformItem, SourceItem } from '../../../src/api/connections.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { sourcesQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { propertiesOf, requiredOf, SettingsFields, settingsFrom } from './settings-fields.tsx';

interface ChangeSettingsProps {
  readonly source: Pick<SourceItem, 'id' | 'name' | 'settings'>;
  readonly platform: PlatformItem;
  /** @param changed names of the settings that have new values; none where nothing was saved */
  readonly onDone: (changed: ReadonlyArray<string>) => void;
}

/** New values for some of the settings; a secret that is left empty stays as it is. */
export function ChangeSettings({ source, platform, onDone }: ChangeSettingsProps) {
  const { settings: schema, secretSettings: secrets } = platform;
  const names = propertiesOf(schema).map(([name]) => name);
  const required = names.filter((name) => requiredOf(schema).includes(name) && !secrets.includes(name));
  const change = useMutation({
    mutationFn: (body: { readonly name: string; readonly settings: Readonly<Record<string, unknown>> }) =>
      api(`/sources/${source.id}`, { method: 'PUT', body }),
    onSuccess: async (_answer, { settings }) => {
      await queryClient.invalidateQueries(sourcesQuery);
      onDone(Object.keys(settings));
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const name = data.get('name');
    const given = settingsFrom(schema, data);
    const emptied = names.filter((setting) => !secrets.includes(setting) && !Object.hasOwn(given, setting));
    const taken = emptied.filter((setting) => Object.hasOwn(source.settings, setting));
    change.mutate({
      name: typeof name === 'string' ? name : source.name,
      settings: { ...given, ...Object.fromEntries(taken.map((setting) => [setting, null])) },
    });
  };
  return (
    <form onSubmit={submit} className="space-y-5 p-5">
      <label className="block">
        <span className="mb-1.5 block font-medium">Name</span>
        <input name="name" className="field" defaultValue={source.name} required maxLength={200} autoFocus />
      </label>
      <SettingsFields
        schema={schema}
        names={names}
        secrets={secrets}
        required={required}
        values={source.settings}
        hintOf={(name) =>
          secrets.includes(name)
            ? Object.hasOwn(source.settings, name)
              ? 'Left empty, it stays as it is. The one before stays valid for a day.'
              : 'Not set yet.'
            : undefined
        }
      />
      {change.error !== null && (
        <p role="alert" className="rounded-lg bg-bad-soft px-3 py-2 text-bad">
          {change.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button look="quiet" onClick={() => onDone([])}>
          Back
        </Button>
        <Button type="submit" look="primary" disabled={change.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
