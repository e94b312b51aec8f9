import { arrayOf, objectOf, parseJson, parseSeconds, stringOf, type Json } from '../reading/index.ts';

/** One POST holds up to a thousand updates, in entries of one object (page, WhatsApp account) each. */
export interface Entry {
  /** Of the page or the WhatsApp Business account. */
  readonly id: string;
  /** Epoch milliseconds at which Meta sent it; null where it says none. */
  readonly time: number | null;
  readonly entry: Json;
}

export interface Change {
  readonly field: string;
  readonly value: Json;
}

/** From here on a number is of milliseconds, below of seconds: pages and fields differ in which they send. */
const MILLISECONDS_FROM = 100_000_000_000;

/** Epoch milliseconds of a time in seconds or milliseconds, number or text. */
export function metaTime(value: unknown): number | null {
  const time = parseSeconds(value);
  if (time === null) return null;
  return time / 1000 >= MILLISECONDS_FROM ? time / 1000 : time;
}

/** @throws platforms.body-unreadable, platforms.too-deep */
export function entriesOf(body: Uint8Array): {
  readonly object: string;
  readonly entries: ReadonlyArray<Entry>;
} {
  const root = objectOf(parseJson(body));
  const entries = arrayOf(root['entry'])
    .map(objectOf)
    .map((entry) => ({ id: stringOf(entry['id']) ?? 'unknown', time: metaTime(entry['time']), entry }));
  return { object: stringOf(root['object']) ?? '', entries };
}

export const changesOf = ({ entry }: Entry): ReadonlyArray<Change> =>
  arrayOf(entry['changes'])
    .map(objectOf)
    .map((change) => ({ field: stringOf(change['field']) ?? 'unknown', value: objectOf(change['value']) }));
