import { Link } from '@tanstack/react-router';
import { ArrowDownLeft, ArrowUpRight, Paperclip } from 'lucide-react';
import type { InteractionItem } from '../../../src/api/interactions.ts';
import type { Segment } from '../../../src/api/shapes.ts';
import { ChannelIcon, channelOf, sentence } from '../parts/channels.tsx';
import { Highlighted } from '../parts/highlighted.tsx';
import { Time } from '../parts/time.tsx';

type Named = Pick<InteractionItem, 'subject' | 'event' | 'kind' | 'channel' | 'author' | 'direction'>;

/** What an interaction is called: its subject, “SMS from Ana Silva”, “Order placed”. */
export function titleOf(item: Named): string {
  if (item.subject !== null) return item.subject;
  if (item.kind === 'message' && item.author !== null)
    return `${channelOf(item.channel).label} from ${item.author}`;
  return sentence(item.event) || sentence(item.kind);
}

const textOf = (segments: ReadonlyArray<Segment>): string => segments.map(({ text }) => text).join('');

/** Which highlight is the subject's, and the best of the others. */
function highlightsOf({ subject, highlights }: InteractionItem) {
  const inSubject = highlights.find((segments) => subject?.includes(textOf(segments)) === true);
  return {
    title: inSubject !== undefined && textOf(inSubject) === subject ? inSubject : undefined,
    passage: highlights.find((segments) => segments !== inSubject),
  };
}

export function Direction({ direction }: { readonly direction: string }) {
  if (direction === 'inbound')
    return <ArrowDownLeft className="size-3.5 text-ink-faint" role="img" aria-label="Inbound" />;
  if (direction === 'outbound')
    return <ArrowUpRight className="size-3.5 text-accent" role="img" aria-label="Outbound" />;
  return null;
}

/** The passage to show: what matched, else how the text begins. */
function Passage({ item }: { readonly item: InteractionItem }) {
  const { passage } = highlightsOf(item);
  if (item.state === 'deleted') return <em className="text-ink-faint">Deleted at the vendor</em>;
  if (passage !== undefined) return <Highlighted segments={passage} />;
  return item.text;
}

interface ResultProps {
  readonly item: InteractionItem;
  readonly onOpen: (id: string) => void;
}

/** One interaction in the list of results. */
export function Result({ item, onOpen }: ResultProps) {
  const who = item.customerName ?? item.author;
  const { title } = highlightsOf(item);
  return (
    <article className="group relative flex gap-3.5 border-b border-line px-4 py-3.5 transition-colors hover:bg-sunken/60 sm:px-5">
      <ChannelIcon channel={item.channel} />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          {item.customerId === null ? (
            <span className="truncate font-semibold">{who ?? 'Unknown'}</span>
          ) : (
            <Link
              to="/customers/$id"
              params={{ id: item.customerId }}
              className="relative z-10 truncate font-semibold underline-offset-4 hover:underline"
            >
              {who ?? 'Unnamed customer'}
            </Link>
          )}
          <Direction direction={item.direction} />
          <span className="truncate text-[13px] text-ink-faint max-sm:hidden">
            {channelOf(item.channel).label} · {sentence(item.platform)}
          </span>
          <Time at={item.occurredAt} className="ml-auto shrink-0 text-[13px] text-ink-faint tabular-nums" />
        </div>
        <button
          type="button"
          onClick={() => onOpen(item.id)}
          className="mt-0.5 block w-full text-left after:absolute after:inset-0"
        >
          {(item.subject !== null || item.text === null) && (
            <span className="block truncate font-medium text-ink">
              {title === undefined ? titleOf(item) : <Highlighted segments={title} />}
            </span>
          )}
          <span className="line-clamp-2 text-ink-soft">
            <Passage item={item} />
          </span>
        </button>
        {item.attachments > 0 && (
          <span className="mt-1 inline-flex items-center gap-1 text-xs text-ink-faint">
            <Paperclip className="size-3" aria-hidden="true" />
            {item.attachments} {item.attachments === 1 ? 'file' : 'files'}
          </span>
        )}
      </div>
    </article>
  );
}
