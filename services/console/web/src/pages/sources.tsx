import { useQuery } from '@tanstack/react-query';
import { Plug, Plus } from 'lucide-react';
import { useState } from 'react';
import { meQuery, platformsQuery, sourcesQuery } from '../api/queries.ts';
import { Button } from '../parts/button.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { Time } from '../parts/time.tsx';
import { ArrivalLine } from '../sources/arrival-line.tsx';
import { Connect } from '../sources/connect.tsx';
import { PlatformIcon } from '../sources/platform-choice.tsx';
import { isMasked, SourceSheet } from '../sources/source-sheet.tsx';

export function SourcesPage() {
  const me = useQuery(meQuery);
  const platforms = useQuery(platformsQuery);
  const sources = useQuery(sourcesQuery);
  const [connecting, setConnecting] = useState(false);
  const [openId, setOpenId] = useState<string>();
  const platformOf = (id: string) => platforms.data?.items.find((platform) => platform.id === id);
  const items = sources.data?.items ?? [];
  return (
    <div className="mx-auto max-w-4xl px-3 pt-6 pb-16 sm:px-6 sm:pt-10">
      <PageHead
        title="Sources"
        about="Where interactions come from. Each has a URL of its own that its vendor delivers to."
      >
        {me.data?.role === 'admin' && (
          <Button look="primary" onClick={() => setConnecting(true)}>
            <Plus className="size-4" aria-hidden="true" /> Connect a source
          </Button>
        )}
      </PageHead>
      <section aria-label="Sources" className="card overflow-hidden" aria-busy={sources.isFetching}>
        {sources.isPending ? (
          <Skeleton rows={4} />
        ) : sources.isError ? (
          <Failed error={sources.error} retry={() => void sources.refetch()} />
        ) : items.length === 0 ? (
          <Empty icon={Plug} title="Nothing is connected">
            Choose a platform, and you get a URL and the steps to follow at the vendor.
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {items.map((source) => {
              const platform = platformOf(source.platform);
              return (
                <li
                  key={source.id}
                  className="relative flex items-center gap-3.5 px-4 py-3.5 hover:bg-sunken/60 sm:px-5"
                >
                  <PlatformIcon family={platform?.family ?? ''} />
                  <div className="min-w-0 flex-1">
                    <button
                      type="button"
                      onClick={() => setOpenId(source.id)}
                      className="block max-w-full truncate font-semibold after:absolute after:inset-0"
                    >
                      {source.name}
                    </button>
                    <p className="truncate text-[13px] text-ink-soft">
                      {platform?.name ?? source.platform} · connected <Time at={source.createdAt} as="date" />
                    </p>
                    <ArrivalLine arrivals={source.arrivals} />
                  </div>
                  {!isMasked(source.url) && (
                    <span className="relative z-10">
                      <CopyButton value={source.url} label={`Copy URL of ${source.name}`} />
                    </span>
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </section>
      <Connect open={connecting} onClose={() => setConnecting(false)} />
      <SourceSheet source={items.find(({ id }) => id === openId)} onClose={() => setOpenId(undefined)} />
    </div>
  );
}
