import { useQuery } from '@tanstack/react-query';
import { Tabs } from 'radix-ui';
import { interactionQuery, meQuery } from '../api/queries.ts';
import { ChannelIcon, channelOf, sentence } from '../parts/channels.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Failed, Skeleton } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { titleOf } from '../search/result.tsx';
import { EntryFacts } from './entry-facts.tsx';
import { RawView } from './raw-view.tsx';

interface EntrySheetProps {
  /** The document; undefined: closed. */
  readonly id: string | undefined;
  readonly onClose: () => void;
}

const tab =
  'relative px-1 pb-2.5 font-medium text-ink-soft hover:text-ink data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-0 data-[state=active]:after:-bottom-px data-[state=active]:after:h-0.5 data-[state=active]:after:rounded-full data-[state=active]:after:bg-accent';

/** One interaction with everything known of it, and the raw delivery behind it. */
export function EntrySheet({ id, onClose }: EntrySheetProps) {
  return id === undefined ? null : <OpenEntry id={id} onClose={onClose} />;
}

function OpenEntry({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const entry = useQuery(interactionQuery(id));
  const me = useQuery(meQuery);
  const mayReadRaw = me.data?.role !== 'viewer';
  const title =
    entry.data === undefined ? (
      'Interaction'
    ) : (
      <span className="flex items-center gap-3">
        <ChannelIcon channel={entry.data.channel} large />
        <span className="min-w-0">
          <span className="block truncate">{titleOf(entry.data)}</span>
          <span className="block truncate text-[13px] font-normal text-ink-faint">
            {channelOf(entry.data.channel).label} · {sentence(entry.data.platform)} ·{' '}
            <Time at={entry.data.occurredAt} as="full" />
          </span>
        </span>
      </span>
    );
  return (
    <Sheet open onClose={onClose} title={title}>
      {entry.isPending ? (
        <Skeleton />
      ) : entry.isError ? (
        <Failed error={entry.error} retry={() => void entry.refetch()} />
      ) : (
        <Tabs.Root defaultValue="entry">
          <Tabs.List
            className="sticky top-0 z-10 flex gap-5 border-b border-line bg-surface px-5 pt-3"
            aria-label="Views"
          >
            <Tabs.Trigger value="entry" className={tab}>
              Interaction
            </Tabs.Trigger>
            {mayReadRaw && (
              <Tabs.Trigger value="raw" className={tab}>
                Raw delivery
              </Tabs.Trigger>
            )}
          </Tabs.List>
          <Tabs.Content value="entry" className="p-5 focus-visible:outline-offset-[-2px]">
            <EntryFacts entry={entry.data} />
          </Tabs.Content>
          {mayReadRaw && (
            <Tabs.Content value="raw" className="p-5 focus-visible:outline-offset-[-2px]">
              <RawView id={id} />
            </Tabs.Content>
          )}
        </Tabs.Root>
      )}
    </Sheet>
  );
}
