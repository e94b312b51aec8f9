import { sealRecord, type RawRecord } from '@throughline/raw';
import type { Interaction } from '@throughline/schemas';
import { readdirSync, readFileSync } from 'node:fs';
import type { HttpRequest, NormalizeContext, Platform, Pointer, Sample } from './contract.ts';
import { header } from './schemes/index.ts';

/** What tests of every platform share. Nothing outside tests imports this file. */

export const NOW = new Date('2026-11-03T10:00:00Z');
export const SOURCE_URL = 'https://edge.example.com/webhooks/{platform}/src_test';

export const context: NormalizeContext = {
  settings: {},
  region: 'US',
  internalDomains: ['example-shop.com'],
};

/** A platform as the registry gives it, without loading all the others. */
export const platformOf = <Settings>(platform: Platform<Settings>): Platform =>
  platform as unknown as Platform;

/** A delivery as some page or SDK of the vendor shows it. */
interface Fixture extends Omit<Sample, 'body'> {
  /** Which page or SDK and version shows this shape, and when it was read. */
  readonly provenance: string;
  /** Text, or bytes as base64. */
  readonly body: string | { readonly base64: string };
}

/** The fixtures in a platform's folder, by file name. */
export function fixturesOf(platform: string): ReadonlyMap<string, Fixture> {
  const folder = new URL(`./${platform}/fixtures/`, import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file) => [
      file.replace('.json', ''),
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Fixture,
    ]),
  );
}

/** Gives a platform's fixtures by file name. The reader throws for one that there is not, so that a test cannot pass without it. */
export function fixtureReader(platform: string): (name: string) => Fixture {
  const fixtures = fixturesOf(platform);
  return (name) => {
    const fixture = fixtures.get(name);
    if (fixture === undefined) throw new Error(`no fixture ${name}`);
    return fixture;
  };
}

export function bodyOf(sample: { readonly body: Sample['body'] | Fixture['body'] }): Uint8Array {
  if (typeof sample.body === 'string') return Buffer.from(sample.body, 'utf8');
  return 'base64' in sample.body ? Buffer.from(sample.body.base64, 'base64') : sample.body;
}

/** The sample as it stands at the front door, unsigned. */
export function requestOf(platform: Platform, sample: Sample | Fixture): HttpRequest {
  return {
    method: sample.method,
    url: SOURCE_URL.replace('{platform}', platform.manifest.id) + sample.path,
    headers: sample.headers,
    body: bodyOf(sample),
  };
}

/** The headers that are kept beside the body: the manifest's of what the edge takes in, all of what the fetcher brings. */
function keptHeadersOf({ manifest }: Platform, request: HttpRequest): Record<string, string> {
  const isFetched = request.method === 'FETCH';
  const kept = isFetched ? Object.keys(request.headers) : ['content-type', ...manifest.keptHeaders];
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = header(request, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** The raw record that the edge, or the fetcher, makes of a request. */
export function rawOf(platform: Platform, request: HttpRequest, receivedAt = NOW.getTime()): RawRecord {
  const headers = keptHeadersOf(platform, request);
  return sealRecord({
    platform: platform.manifest.id,
    sourceId: 'src_test',
    family: platform.manifest.family,
    method: request.method,
    url: request.url,
    headers,
    body: request.body,
    receivedAt,
    deliveryId: 'delivery-1',
    key: 'key',
    verification: platform.manifest.authentication,
  });
}

export const isPointer = (item: object): item is Pointer => 'pointer' in item;

/** A fixture read as the pipeline reads it. */
export async function read(
  platform: Platform,
  fixture: Sample | Fixture,
  values: NormalizeContext = context,
) {
  return platform.source.normalize(rawOf(platform, requestOf(platform, fixture)), values);
}

/** What an object is read as that the fetcher brought, by the first interaction in it. @param object `<type>/<id>` */
export async function readFetched(
  platform: Platform,
  object: string,
  body: Uint8Array,
  {
    found = true,
    change = 'changed',
    settings = {},
  }: {
    readonly found?: boolean;
    readonly change?: string;
    readonly settings?: Readonly<Record<string, unknown>>;
  } = {},
): Promise<Interaction> {
  const headers = { 'x-fetch-object': object, 'x-fetch-change': change, 'x-fetch-found': String(found) };
  const url = `https://api.example.com/${object}`;
  const raw = rawOf(platform, { method: 'FETCH', url, headers, body });
  const [one] = await platform.source.normalize(raw, { ...context, settings });
  if (one === undefined || isPointer(one)) throw new Error('no interaction');
  return one;
}

/** Expects that there is one. */
export const present = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('missing');
  return value;
};
