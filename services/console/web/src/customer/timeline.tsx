import { useInfiniteQuery } from '@tanstack/react-query';
import { MessagesSquare, Paperclip } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import type { InteractionItem } from '../../../src/api/interactions.ts';
import { timelineQuery } from '../api/queries.ts';
import { ChannelIcon, channelOf, sentence } from '../parts/channels.tsx';
import { classes } from '../parts/classes.ts';
import { EndlessList } from '../parts/endless-list.tsx';
import { Empty, Failed, Skeleton } from '../parts/states.tsx';
import { dayKey, dayLabel, Time } from '../parts/time.tsx';
import { titleOf } from '../search/result.tsx';

type Row = { readonly day: string; readonly label: string } | { readonly item: InteractionItem };

/** A heading before the first entry of each day. */
function withDays(items: ReadonlyArray<InteractionItem>): ReadonlyArray<Row> {
  const rows: Row[] = [];
  let day = '';
  for (const item of items) {
    const its = dayKey(item.occurredAt);
    if (its !== day) rows.push({ day: its, label: dayLabel(item.occurredAt) });
    day = its;
    rows.push({ item });
  }
  return rows;
}

interface EntryProps {
  readonly item: InteractionItem;
  readonly onOpen: (id: string) => void;
}

/** What was said or done. Ours stand on the right in colour, the customer's on the left. */
function Card({ item, onOpen }: EntryProps) {
  const ours = item.direction === 'outbound';
  const words = item.state === 'deleted' ? 'Deleted at the vendor' : item.text;
  const titled = item.subject !== null || words === null;
  return (
    <button
      type="button"
      onClick={() => onOpen(item.id)}
      className={classes(
        'w-full rounded-2xl border px-4 py-3 text-left shadow-card transition hover:-translate-y-px hover:border-line-strong',
        ours ? 'border-accent/20 bg-accent-soft' : 'border-line bg-surface',
      )}
    >
      <span className="mb-1 flex items-center gap-2 text-xs text-ink-soft">
        <span className="truncate">
          <span className="font-semibold text-ink">{channelOf(item.channel).label}</span>
          {item.author !== null && ` · ${item.author}`}
          <span className="sr-only">, {item.direction}</span>
        </span>
        <Time at={item.occurredAt} as="clock" className="ml-auto shrink-0 tabular-nums" />
      </span>
      {titled && <span className="block truncate font-medium">{titleOf(item)}</span>}
      {words !== null && (
        <span
          className={classes(
            'line-clamp-4 break-words',
            titled && 'text-ink-soft',
            item.state === 'deleted' && 'italic',
          )}
        >
          {words}
        </span>
      )}
      {item.attachments > 0 && (
        <span className="mt-1.5 inline-flex items-center gap-1 text-xs text-ink-soft">
          <Paperclip className="size-3" aria-hidden="true" /> {item.attachments}
        </span>
      )}
    </button>
  );
}

/** Something that merely happened: a page was viewed, a state changed. */
function Mention({ item, onOpen }: EntryProps) {
  const detail = item.text ?? item.subject;
  return (
    <button
      type="button"
      onClick={() => onOpen(item.id)}
      className="flex w-full min-w-0 items-center gap-2 rounded-xl px-3 py-2 text-left text-[13px] text-ink-soft transition-colors hover:bg-sunken"
    >
      <span className="shrink-0 font-medium text-ink">{sentence(item.event) || sentence(item.kind)}</span>
      {detail !== null && <span className="min-w-0 truncate">{detail}</span>}
      <Time at={item.occurredAt} as="clock" className="ml-auto shrink-0 text-xs tabular-nums" />
    </button>
  );
}

/** An entry on its side of the line; narrow screens have the line at the left and everything beside it. */
function Entry({ item, onOpen }: EntryProps) {
  const spoken = item.direction === 'inbound' || item.direction === 'outbound';
  const right = item.direction === 'outbound';
  return (
    <div className="relative grid grid-cols-[2rem_1fr] gap-x-3 py-2 md:grid-cols-[1fr_2rem_1fr] md:gap-x-4">
      <span className="z-10 flex h-fit justify-center pt-1.5 md:col-start-2 md:row-start-1">
        <span className="rounded-full ring-4 ring-canvas">
          <ChannelIcon channel={item.channel} round />
        </span>
      </span>
      <div className={classes('min-w-0 md:row-start-1', right ? 'md:col-start-3' : 'md:col-start-1')}>
        {spoken || item.text !== null ? (
          <Card item={item} onOpen={onOpen} />
        ) : (
          <Mention item={item} onOpen={onOpen} />
        )}
      </div>
    </div>
  );
}

function Day({ label }: { readonly label: string }) {
  return (
    <h3 className="relative z-10 py-3 pl-11 text-xs font-semibold text-ink-soft md:pl-0 md:text-center">
      <span className="rounded-full border border-line bg-canvas px-3 py-1">{label}</span>
    </h3>
  );
}

interface TimelineProps {
  readonly customerId: string;
  readonly onOpen: (id: string) => void;
}

/** Everything between the customer and the company, over all channels, newest first. */
export function Timeline({ customerId, onOpen }: TimelineProps) {
  const found = useInfiniteQuery(timelineQuery(customerId));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const rows = useMemo(() => withDays(data?.pages.flatMap((page) => page.items) ?? []), [data]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (found.isPending) return <Skeleton rows={5} />;
  if (found.isError && rows.length === 0)
    return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (rows.length === 0)
    return (
      <Empty icon={MessagesSquare} title="No interactions">
        Nothing that this customer said or did is in the archive.
      </Empty>
    );
  return (
    <div className="relative">
      <div
        aria-hidden="true"
        className="absolute inset-y-2 left-4 w-px -translate-x-1/2 bg-linear-to-b from-accent/60 via-line-strong to-line md:left-1/2"
      />
      <EndlessList<Row>
        rows={rows}
        keyOf={(row) => ('item' in row ? row.item.id : `day ${row.day}`)}
        estimate={(row) => ('item' in row ? 110 : 44)}
        render={(row) =>
          'item' in row ? <Entry item={row.item} onOpen={onOpen} /> : <Day label={row.label} />
        }
        onEnd={more}
        label="Timeline"
        busy={isFetchingNextPage}
      />
      {isFetchingNextPage && <Skeleton rows={2} />}
      {found.isFetchNextPageError && <Failed error={found.error} retry={() => void fetchNextPage()} />}
    </div>
  );
}
