import type { RawRecord } from '@throughline/raw';
import { header } from '../schemes/request.ts';

/** What the fetcher knew of an object when it brought it. */
export interface Fetched {
  /** The pointer's object type. */
  readonly objectType: string;
  /** The pointer's object id; it may itself hold slashes. */
  readonly objectId: string;
  readonly change: string;
  /** False where the vendor no longer has it. */
  readonly found: boolean;
}

/** What a record of method FETCH was brought for; undefined for any other record. */
export function fetchedOf(raw: Pick<RawRecord, 'method' | 'headers'>): Fetched | undefined {
  if (raw.method !== 'FETCH') return undefined;
  const object = header(raw, 'x-fetch-object') ?? '';
  const slash = object.indexOf('/');
  return {
    objectType: slash < 0 ? object : object.slice(0, slash),
    objectId: slash < 0 ? '' : object.slice(slash + 1),
    change: header(raw, 'x-fetch-change') ?? 'unknown',
    found: header(raw, 'x-fetch-found') !== 'false',
  };
}
