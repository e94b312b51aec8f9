import { useQuery } from '@tanstack/react-query';
import { CalendarDays } from 'lucide-react';
import { Popover } from 'radix-ui';
import { platformsQuery, type SearchFilters } from '../api/queries.ts';
import { ChannelIcon, channelNames, channelOf, sentence } from '../parts/channels.tsx';
import { classes } from '../parts/classes.ts';
import { Facet } from './facet.tsx';

/** The kinds that our platforms give; the vocabulary is open, and the search takes any. */
const kinds = [
  'message',
  'note',
  'ticket',
  'call',
  'form',
  'order',
  'event',
  'record',
  'consent',
  'status',
  'other',
];

const channelChoices = channelNames.map((value) => ({
  value,
  label: channelOf(value).label,
  icon: <ChannelIcon channel={value} />,
}));
const kindChoices = kinds.map((value) => ({ value, label: sentence(value) }));

const listOf = (value: string | undefined): ReadonlyArray<string> => value?.split(',') ?? [];
const valueOf = (chosen: ReadonlyArray<string>): string | undefined =>
  chosen.length === 0 ? undefined : chosen.join(',');

/** A day in the reader's own calendar, `YYYY-MM-DD`. */
const dayBefore = (days: number): string => {
  const date = new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

const spans = [
  { label: 'Today', days: 0 },
  { label: 'Last 7 days', days: 7 },
  { label: 'Last 30 days', days: 30 },
  { label: 'Last year', days: 365 },
] as const;

interface DatesProps {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly onChange: (dates: Pick<SearchFilters, 'from' | 'to'>) => void;
}

function Dates({ from, to, onChange }: DatesProps) {
  const active = from !== undefined || to !== undefined;
  const shown = to === undefined ? `since ${from}` : `${from ?? '…'} – ${to}`;
  return (
    <Popover.Root>
      <Popover.Trigger
        className={classes(
          'inline-flex h-8.5 items-center gap-1.5 rounded-lg border px-3 text-[13px] font-medium transition-colors',
          active
            ? 'border-accent/50 bg-accent-soft text-accent-strong'
            : 'border-line-strong bg-surface text-ink-soft hover:bg-sunken hover:text-ink',
        )}
      >
        <CalendarDays className="size-3.5 opacity-70" aria-hidden="true" />
        {active ? shown : 'Any time'}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          aria-label="Dates"
          className="z-40 w-64 animate-rise rounded-xl border border-line bg-surface p-3 text-ink shadow-high"
        >
          <div className="mb-3 grid grid-cols-2 gap-1.5">
            {spans.map((span) => (
              <button
                key={span.label}
                type="button"
                onClick={() => onChange({ from: dayBefore(span.days), to: undefined })}
                className="rounded-lg bg-sunken px-2 py-1.5 text-[13px] font-medium text-ink-soft hover:text-ink"
              >
                {span.label}
              </button>
            ))}
          </div>
          {(['from', 'to'] as const).map((end) => (
            <label key={end} className="mb-2 flex items-center gap-3">
              <span className="w-12 text-[13px] text-ink-soft">{end === 'from' ? 'From' : 'Before'}</span>
              <input
                type="date"
                className="field h-8.5 flex-1"
                value={(end === 'from' ? from : to) ?? ''}
                onChange={(event) => onChange({ from, to, [end]: event.target.value || undefined })}
              />
            </label>
          ))}
          {active && (
            <button
              type="button"
              className="text-[13px] font-medium text-accent underline-offset-4 hover:underline"
              onClick={() => onChange({ from: undefined, to: undefined })}
            >
              Any time
            </button>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface FiltersProps {
  readonly filters: SearchFilters;
  readonly onChange: (change: SearchFilters) => void;
}

export function Filters({ filters, onChange }: FiltersProps) {
  const platforms = useQuery(platformsQuery);
  const platformChoices = (platforms.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const narrowed = [filters.platform, filters.channel, filters.kind, filters.from, filters.to].some(
    (value) => value !== undefined,
  );
  return (
    <div role="group" aria-label="Filters" className="flex flex-wrap items-center gap-2">
      <Facet
        label="Channel"
        choices={channelChoices}
        chosen={listOf(filters.channel)}
        onChange={(chosen) => onChange({ channel: valueOf(chosen) })}
      />
      <Facet
        label="Platform"
        choices={platformChoices}
        chosen={listOf(filters.platform)}
        onChange={(chosen) => onChange({ platform: valueOf(chosen) })}
      />
      <Facet
        label="Kind"
        choices={kindChoices}
        chosen={listOf(filters.kind)}
        onChange={(chosen) => onChange({ kind: valueOf(chosen) })}
      />
      <Dates from={filters.from} to={filters.to} onChange={onChange} />
      {narrowed && (
        <button
          type="button"
          className="px-1.5 text-[13px] font-medium text-ink-soft underline-offset-4 hover:text-ink hover:underline"
          onClick={() =>
            onChange({
              platform: undefined,
              channel: undefined,
              kind: undefined,
              from: undefined,
              to: undefined,
            })
          }
        >
          Reset
        </button>
      )}
    </div>
  );
}
