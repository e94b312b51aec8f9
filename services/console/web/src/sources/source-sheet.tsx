import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConnectedSource, SourceItem } from '../../../src/api/connections.ts';
import { api } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { meQuery, platformsQuery, sourceQuery, sourcesQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Facts, Section } from '../parts/facts.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { ArrivalWatch } from './arrival-line.tsx';
import { ChangeSettings } from './change-settings.tsx';
import { Following } from './following.tsx';
import { Instructions, Steps } from './instructions.tsx';
import { spaced } from './settings-fields.tsx';
import { Trial } from './trial.tsx';

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A URL whose secret is not shown is of no use at the vendor. */
export const isMasked = (url: string): boolean => url.includes('•••');

interface SourceSheetProps {
  readonly source: SourceItem | undefined;
  readonly onClose: () => void;
}

/** One source: what arrives, a test, its URL, settings and steps; an administrator may change, rotate or remove it. */
export function SourceSheet({ source, onClose }: SourceSheetProps) {
  return source === undefined ? null : <OpenSource key={source.id} source={source} onClose={onClose} />;
}

interface OpenSourceProps {
  readonly source: SourceItem;
  readonly onClose: () => void;
}

function OpenSource({ source, onClose }: OpenSourceProps) {
  const platforms = useQuery(platformsQuery);
  const platform = platforms.data?.items.find(({ id }) => id === source.platform);
  const [rotated, setRotated] = useState<ConnectedSource>();
  const [changing, setChanging] = useState(false);
  return (
    <Sheet open onClose={onClose} title={source.name}>
      {rotated !== undefined ? (
        <Instructions source={rotated} onDone={onClose} />
      ) : changing && platform !== undefined ? (
        <ChangeSettings source={source} platform={platform} onDone={() => setChanging(false)} />
      ) : (
        <SourceDetails
          source={source}
          samples={platform?.samples ?? []}
          onClose={onClose}
          onRotated={setRotated}
          onChange={() => setChanging(true)}
        />
      )}
    </Sheet>
  );
}

interface SourceDetailsProps extends OpenSourceProps {
  readonly samples: ReadonlyArray<string>;
  readonly onRotated: (source: ConnectedSource) => void;
  readonly onChange: () => void;
}

function SourceDetails({ source, samples, onClose, onRotated, onChange }: SourceDetailsProps) {
  const me = useQuery(meQuery);
  const isAdmin = me.data?.role === 'admin';
  const detail = useQuery(sourceQuery(source.id));
  const { url, settings, arrivals, createdAt } = detail.data ?? source;
  return (
    <div className="p-5">
      <Section title="Deliveries">
        <ArrivalWatch arrivals={arrivals} />
      </Section>
      {isAdmin && (
        <Section title="Try it">
          <Trial sourceId={source.id} samples={samples} />
        </Section>
      )}
      <Following sourceId={source.id} isAdmin={isAdmin} onConnectAgain={onChange} />
      <Section title="URL">
        <p className="flex items-center gap-1 rounded-xl border border-line bg-sunken/60 py-1.5 pr-1.5 pl-3.5 font-mono text-[13px]">
          <span className="min-w-0 flex-1 break-all">{url}</span>
          {!isMasked(url) && <CopyButton value={url} label="Copy URL" />}
        </p>
      </Section>
      <Section title="Settings">
        <Facts
          rows={[
            ...Object.entries(settings).map(([name, value]) => [spaced(name), shown(value)] as const),
            ['Connected', <Time key="connected" at={createdAt} as="full" />],
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
      {isAdmin && <Orders source={source} onClose={onClose} onRotated={onRotated} onChange={onChange} />}
    </div>
  );
}

/** What an administrator may do with the source. */
function Orders({ source, onClose, onRotated, onChange }: Omit<SourceDetailsProps, 'samples'>) {
  const [removing, setRemoving] = useState(false);
  const changed = () => queryClient.invalidateQueries(sourcesQuery);
  const rotate = useMutation({
    mutationFn: () => api<ConnectedSource>(`/sources/${source.id}/rotate`, { method: 'POST', body: {} }),
    onSuccess: async (answer) => {
      onRotated(answer);
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
    <>
      {failure !== null && (
        <p role="alert" className="mb-4 rounded-lg bg-bad-soft px-3 py-2 text-bad">
          {failure.message}
        </p>
      )}
      <div className="flex flex-wrap gap-2 border-t border-line pt-5">
        <Button onClick={onChange}>Change settings</Button>
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
    </>
  );
}
