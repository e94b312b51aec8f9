import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConnectedSource, SourceItem } from '../../../src/api/connections.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { meQuery, sourceQuery, sourcesQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Facts, Section } from '../parts/facts.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { Instructions, Steps } from './instructions.tsx';

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A URL whose secret is not shown is of no use at the vendor. */
export const isMasked = (url: string): boolean => url.includes('•••');

interface SourceSheetProps {
  readonly source: SourceItem | undefined;
  readonly onClose: () => void;
}

/** One source: its URL, its settings without secrets, its steps; an administrator may rotate or remove it. */
export function SourceSheet({ source, onClose }: SourceSheetProps) {
  return source === undefined ? null : <OpenSource key={source.id} source={source} onClose={onClose} />;
}

function OpenSource({ source, onClose }: { readonly source: SourceItem; readonly onClose: () => void }) {
  const me = useQuery(meQuery);
  const detail = useQuery(sourceQuery(source.id));
  const [rotated, setRotated] = useState<ConnectedSource>();
  const [removing, setRemoving] = useState(false);
  const changed = () => queryClient.invalidateQueries(sourcesQuery);
  const rotate = useMutation({
    mutationFn: () => api<ConnectedSource>(`/sources/${source.id}/rotate`, { method: 'POST', body: {} }),
    onSuccess: async (answer) => {
      setRotated(answer);
      await changed();
    },
  });
  const remove = useMutation({
    mutationFn: () => api(`/sources/${source.id}`, { method: 'DELETE' }),
    onSuccess: async () => {
      onClose();
      await changed();
    },
  });
  const failure = rotate.error ?? remove.error;
  return (
    <Sheet open onClose={onClose} title={source.name}>
      {rotated !== undefined ? (
        <Instructions source={rotated} onDone={onClose} />
      ) : (
        <div className="p-5">
          <Section title="URL">
            <p className="flex items-center gap-1 rounded-xl border border-line bg-sunken/60 py-1.5 pr-1.5 pl-3.5 font-mono text-[13px]">
              <span className="min-w-0 flex-1 break-all">{source.url}</span>
              {!isMasked(source.url) && <CopyButton value={source.url} label="Copy URL" />}
            </p>
          </Section>
          <Section title="Settings">
            <Facts
              rows={[
                ...Object.entries(source.settings).map(([name, value]) => [name, shown(value)] as const),
                ['Connected', <Time key="connected" at={source.createdAt} as="full" />],
              ]}
            />
          </Section>
          <Section title="How to connect it">
            {detail.isPending ? (
              <Skeleton rows={2} />
            ) : detail.isError ? (
              <Failed error={detail.error} />
            ) : (
              <Steps steps={detail.data.steps} />
            )}
          </Section>
          {failure !== null && (
            <p role="alert" className="mb-4 rounded-lg bg-bad-soft px-3 py-2 text-bad">
              {failure.message}
            </p>
          )}
          {me.data?.role === 'admin' && (
            <div className="flex flex-wrap gap-2 border-t border-line pt-5">
              <Button disabled={rotate.isPending} onClick={() => rotate.mutate()}>
                Rotate secrets
              </Button>
              {removing ? (
                <>
                  <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
                    Remove: deliveries will be refused
                  </Button>
                  <Button look="quiet" onClick={() => setRemoving(false)}>
                    Keep it
                  </Button>
                </>
              ) : (
                <Button look="danger" onClick={() => setRemoving(true)}>
                  Remove
                </Button>
              )}
            </div>
          )}
        </div>
      )}
    </Sheet>
  );
}
