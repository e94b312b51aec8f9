const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const monthDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dated = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const longDayYear = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'narrow' });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** Short, as a list shows it: minutes ago, the time today, else the day. */
function brief(date: Date, now: Date): string {
  const age = now.getTime() - date.getTime();
  if (age >= 0 && age < MINUTE) return 'now';
  if (age >= 0 && age < HOUR) return relative.format(-Math.floor(age / MINUTE), 'minute');
  if (sameDay(date, now)) return clock.format(date);
  return (date.getFullYear() === now.getFullYear() ? monthDay : dated).format(date);
}

/** The day as a heading, in the reader's own time zone. */
export function dayLabel(iso: string): string {
  const date = new Date(iso);
  const now = new Date();
  if (sameDay(date, now)) return 'Today';
  if (sameDay(date, new Date(now.getTime() - 24 * HOUR))) return 'Yesterday';
  return (date.getFullYear() === now.getFullYear() ? longDay : longDayYear).format(date);
}

export const dayKey = (iso: string): string => new Date(iso).toDateString();

interface TimeProps {
  readonly at: string;
  /** `brief` for lists, `clock` where the day is told, `full` where it matters. */
  readonly as?: 'brief' | 'clock' | 'full' | 'date';
  readonly className?: string;
}

export function Time({ at, as = 'brief', className }: TimeProps) {
  const date = new Date(at);
  const shown = {
    brief: () => brief(date, new Date()),
    clock: () => clock.format(date),
    full: () => full.format(date),
    date: () => dated.format(date),
  };
  return (
    <time dateTime={at} title={full.format(date)} className={className}>
      {shown[as]()}
    </time>
  );
}
