import type { RawRecord } from '@throughline/raw';
import { fetchedOf as readFetched, type Fetched } from '../reading/fetched.ts';

/** What the fetcher knew of an object that it brought of a helpdesk's API, and the path of the API's URL. */
export function fetchedOf(raw: RawRecord): Fetched & { readonly path: string } {
  const fetched = readFetched(raw) ?? { objectType: '', objectId: '', change: 'unknown', found: true };
  return { ...fetched, path: raw.url.split(/[?#]/, 1)[0] ?? '' };
}

/** Host of a URL; undefined where it is none. */
export const hostOf = (url: string | undefined): string | undefined =>
  url !== undefined && URL.canParse(url) ? new URL(url).host || undefined : undefined;
