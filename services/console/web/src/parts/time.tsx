import { useEffect, useState } from 'react';

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

const relativeShort = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });

/** How long ago, to the second: for what is watched as it happens. */
export function ago(date: Date, now: Date): string {
  const age = Math.max(0, now.getTime() - date.getTime());
  if (age < MINUTE) return relativeShort.format(-Math.floor(age / 1000), 'second');
  if (age < HOUR) return relativeShort.format(-Math.floor(age / MINUTE), 'minute');
  if (age < 48 * HOUR) return relativeShort.format(-Math.floor(age / HOUR), 'hour');
  return relativeShort.format(-Math.floor(age / (24 * HOUR)), 'day');
}

/** The time now, again and again while the component is shown. */
export function useNow(everyMs = 1000): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Counts up by itself: “12 sec. ago”. */
export function Ago({ at }: { readonly at: string }) {
  const now = useNow();
  const date = new Date(at);
  return (
    <time dateTime={at} title={full.format(date)}>
      {ago(date, now)}
    </time>
  );
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
