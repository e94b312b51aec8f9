import { parseTime } from '../../reading/index.ts';

/** Texts that a template gave, as what the field asks for; undefined where they are no such thing. */

const KINDS = new Set([
  ...['message', 'note', 'ticket', 'call', 'form', 'order'],
  ...['event', 'record', 'consent', 'status', 'other'],
]);

const UNDIRECTED = new Set(['record', 'consent', 'status', 'other']);

export const kindOf = (text: string): string | undefined =>
  KINDS.has(text.toLowerCase()) ? text.toLowerCase() : undefined;

export const channelOf = (text: string): string | undefined =>
  /^[a-z0-9][a-z0-9_-]{0,39}$/.test(text.toLowerCase()) ? text.toLowerCase() : undefined;

export type Direction = 'inbound' | 'outbound' | 'internal' | 'none';

const DIRECTIONS = new Set(['inbound', 'outbound', 'internal', 'none']);

export const directionOf = (text: string): Direction | undefined =>
  DIRECTIONS.has(text.toLowerCase()) ? (text.toLowerCase() as Direction) : undefined;

/** What is done to us comes in; what merely is has no direction. */
export const usualDirection = (kind: string): Direction => (UNDIRECTED.has(kind) ? 'none' : 'inbound');

export const stateOf = (text: string): 'active' | 'deleted' | undefined => {
  const word = text.toLowerCase();
  return word === 'active' || word === 'deleted' ? word : undefined;
};

const MOST_SECONDS = 1e11;

/** Epoch milliseconds of ISO 8601, epoch seconds or epoch milliseconds. */
export function timeOf(text: string): number | undefined {
  if (!/^\d+(?:\.\d+)?$/.test(text)) return parseTime(text) ?? undefined;
  const number = Number(text);
  return Math.round(number < MOST_SECONDS ? number * 1000 : number);
}

/** A time, or any number that rises. */
export function revisionOf(text: string): number | undefined {
  const revision = /^\d{1,15}$/.test(text) ? Number(text) : timeOf(text);
  return revision !== undefined && Number.isSafeInteger(revision) && revision >= 0 ? revision : undefined;
}

export const numberOf = (text: string): number | undefined => {
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
};

/** Seconds, of a number or of `1:02:03`. */
export function secondsOf(text: string): number | undefined {
  const clock = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{2})$/.exec(text);
  if (clock === null) return numberOf(text);
  const [, hours = '0', minutes = '0', seconds = '0'] = clock;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

export const linkOf = (text: string): string | undefined =>
  /^https?:\/\/\S+$/i.test(text) ? text : undefined;

const CONSENTS: Readonly<Record<string, string>> = {
  granted: 'granted',
  yes: 'granted',
  true: 'granted',
  denied: 'denied',
  withdrawn: 'denied',
  no: 'denied',
  false: 'denied',
};

export const consentOf = (text: string): string | undefined =>
  Object.hasOwn(CONSENTS, text.toLowerCase()) ? CONSENTS[text.toLowerCase()] : undefined;

/** Texts and numbers of a JSON object by name; anything in them that is deeper as JSON. */
export function namedTextsOf(text: string): Readonly<Record<string, string>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, one]) =>
        one === null ? [] : [[name, typeof one === 'string' ? one : JSON.stringify(one)]],
      ),
    );
  } catch {
    return undefined;
  }
}
