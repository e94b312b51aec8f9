import { CodedError } from '@throughline/errors';
import type { Interaction } from '@throughline/schemas';
import type { Api, FetchedObject, HistoryItem, HistoryPage, Pointer } from '../api.ts';
import type { HttpRequest, NormalizeContext, Normalized, Platform } from '../contract.ts';
import { objectOf } from '../reading/index.ts';
import { context, NOW, rawOf, SOURCE_URL } from '../testing.ts';
import { authorized } from './authorized.ts';
import type { Simulator, SimulatorOptions } from './index.ts';

/**
 * What tests drive a platform's API functions with against its simulator: the fetcher's part in a few lines, with tokens, feeds
 * and pointers followed. Nothing outside tests imports this file.
 */

export interface Clock {
  readonly now: () => Date;
  readonly pass: (milliseconds: number) => void;
}

export function createClock(begin: Date): Clock {
  let time = begin.getTime();
  return { now: () => new Date(time), pass: (milliseconds) => void (time += milliseconds) };
}

/** A simulated vendor whose clock begins at `NOW`, and its API as the fetcher lends it, with its tokens. */
export function connectedVendor<Settings>(
  source: Pick<Platform<Settings>['source'], 'access'>,
  createSimulator: (options: SimulatorOptions) => Simulator,
  baseUrl: string,
) {
  const { now, pass } = createClock(NOW);
  const simulator = createSimulator({ now, baseUrl });
  const settings = simulator.settings as Settings;
  const http = authorized(simulator.vendor.http, source.access?.(settings), now);
  return { simulator, settings, pass, api: (): Api<Settings> => ({ settings, now: now(), http }) };
}

export interface Driven {
  readonly api: Api<unknown>;
  /** What its normaliser may know: the settings without their secrets. */
  readonly values: NormalizeContext;
  /** The highest revision of each interaction so far. */
  readonly archive: Map<string, Interaction>;
  /** What deliveries, verified as the edge does, are read as; nothing is archived. */
  read(requests: ReadonlyArray<HttpRequest>): Promise<Normalized>;
  /** What a pointer brings is read as; nothing is archived. */
  bring(pointer: Pointer): Promise<ReadonlyArray<Interaction>>;
  /** The pointers of a feed behind a cursor, to its end or to where the vendor no longer knows the cursor. */
  drain(feed: string, from: string): Promise<Drained>;
  /** Deliveries as the pipeline reads them, pointers followed. */
  deliver(requests: ReadonlyArray<HttpRequest>): Promise<void>;
  follow(...pointers: ReadonlyArray<Pointer>): Promise<void>;
  /** Starts every feed that is wanted at the present. */
  startFeeds(): Promise<void>;
  /** Reads a feed to its end. @returns how many pointers and objects it gave */
  readFeed(feed: string): Promise<number>;
  /** Reads every feed to its end. */
  poll(): Promise<void>;
  /** Lists a span to its end. */
  list(from: number, to: number): Promise<ReadonlyArray<HistoryItem>>;
  /** Fetches what history lists of a span and the archive does not have. */
  fill(from: number, to: number): Promise<void>;
  /** Ids that the vendor knows of and the archive does not, and the other way round. */
  gap(): { readonly missing: ReadonlyArray<string>; readonly doubled: ReadonlyArray<string> };
}

interface Drained {
  readonly pointers: ReadonlyArray<Pointer>;
  readonly cursor: string;
  readonly expired: boolean;
}

const MOST_ROUNDS = 1_000;
const GONE: FetchedObject = { url: 'urn:throughline:gone', headers: {}, body: new Uint8Array() };

/** The pages of a list, to its end. @param ask lists the page of this token; without one, the first */
export async function* historyPages(
  ask: (where: { readonly page?: string }) => Promise<HistoryPage | undefined>,
): AsyncGenerator<HistoryPage> {
  let next: string | undefined;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const page = await ask(next === undefined ? {} : { page: next });
    if (page === undefined) throw new Error('it has no history');
    yield page;
    next = page.next;
    if (next === undefined) return;
  }
  throw new Error('the list does not end');
}

export function drive(platform: Platform, simulator: Simulator, { now, pass }: Clock): Driven {
  const { source, manifest } = platform;
  // With what the edge hands over besides: the vendor's published keys.
  const settings = {
    ...objectOf(simulator.settings),
    ...objectOf(source.settings.parse(simulator.settings)),
  };
  const archive = new Map<string, Interaction>();
  const cursors = new Map<string, string>();
  const secrets = new Set(manifest.secretSettings);
  const shown = Object.fromEntries(Object.entries(objectOf(settings)).filter(([name]) => !secrets.has(name)));
  const values = { ...context, settings: shown };
  const http = authorized(simulator.vendor.http, source.access?.(settings), now);
  const api = {
    settings,
    http,
    get now() {
      return now();
    },
  };

  const normalized = async (request: HttpRequest): Promise<Normalized> =>
    source.normalize(rawOf(platform, request, now().getTime()), values);

  const readObject = ({ url, headers, body }: FetchedObject, key: string, change: string, found = true) => {
    const fetched = { 'x-fetch-object': key, 'x-fetch-change': change, 'x-fetch-found': String(found) };
    return normalized({ method: 'FETCH', url, headers: { ...headers, ...fetched }, body });
  };

  async function take(items: Normalized): Promise<void> {
    const pointers: Pointer[] = [];
    for (const item of items) {
      if ('pointer' in item) pointers.push(item);
      else {
        const known = archive.get(item.interactionId);
        if (known === undefined || known.revision <= item.revision) archive.set(item.interactionId, item);
      }
    }
    await follow(...pointers);
  }

  async function broughtBy(pointer: Pointer): Promise<ReadonlyArray<Normalized>> {
    const result = await source.fetch?.(pointer, api);
    if (result === undefined) throw new Error('it cannot fetch');
    const key = `${pointer.objectType}/${pointer.objectId}`;
    const objects = result.found ? result.objects : [GONE];
    return Promise.all(objects.map((object) => readObject(object, key, pointer.change, result.found)));
  }

  async function follow(...pointers: ReadonlyArray<Pointer>): Promise<void> {
    for (const pointer of pointers) for (const items of await broughtBy(pointer)) await take(items);
  }

  async function verified(request: HttpRequest): Promise<Normalized> {
    const verification = await source.verify(request, settings, now());
    if (!verification.ok) throw new Error(`refused: ${verification.reason}`);
    return normalized(request);
  }

  async function readFeed(feed: string): Promise<number> {
    let count = 0;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const page = await source.feeds?.read(feed, cursors.get(feed) ?? '', api);
      if (page === undefined || page.expired) throw new Error('the cursor has expired');
      count += page.pointers.length + page.objects.length;
      for (const object of page.objects) await take(await readObject(object, object.key, 'unknown'));
      await follow(...page.pointers);
      cursors.set(feed, page.cursor);
      if (!page.more) return count;
    }
    throw new Error('the feed does not end');
  }

  /** Waits as long as the vendor asks. */
  async function patiently<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const wait = error instanceof CodedError ? error.detail['retryAfterMs'] : undefined;
      if (typeof wait !== 'number') throw error;
      pass(wait);
      return patiently(ask);
    }
  }

  async function list(from: number, to: number): Promise<ReadonlyArray<HistoryItem>> {
    const items: HistoryItem[] = [];
    for await (const page of historyPages((where) =>
      patiently(async () => source.history?.list({ from, to, ...where }, api)),
    ))
      items.push(...page.items);
    return items;
  }

  return {
    api,
    values,
    archive,
    follow,
    readFeed,
    list,
    async read(requests) {
      const items = [];
      for (const request of requests) items.push(...(await verified(request)));
      return items;
    },
    async bring(pointer) {
      const items = (await broughtBy(pointer)).flat();
      return items.flatMap((item) => ('pointer' in item ? [] : [item]));
    },
    async drain(feed, from) {
      const pointers: Pointer[] = [];
      for (let cursor = from, round = 0; round < MOST_ROUNDS; round += 1) {
        const page = await source.feeds?.read(feed, cursor, api);
        if (page === undefined || page.expired) return { pointers, cursor, expired: true };
        pointers.push(...page.pointers);
        ({ cursor } = page);
        if (!page.more) return { pointers, cursor, expired: false };
      }
      throw new Error('the feed does not end');
    },
    async deliver(requests) {
      for (const request of requests) await take(await verified(request));
    },
    async startFeeds() {
      for (const feed of source.feeds?.wanted(settings) ?? [])
        cursors.set(feed, (await source.feeds?.start(feed, api)) ?? '');
    },
    async poll() {
      for (const feed of cursors.keys()) await readFeed(feed);
    },
    async fill(from, to) {
      for (const { pointer, interactionIds, object } of await list(from, to)) {
        if (interactionIds.length > 0 && interactionIds.every((id) => archive.has(id))) continue;
        const key = `${pointer.objectType}/${pointer.objectId}`;
        if (object === undefined) await patiently(async () => follow(pointer));
        else await take(await readObject(object, key, pointer.change));
      }
    },
    gap() {
      const truth = simulator.interactionIds();
      return {
        missing: [...truth].filter((id) => !archive.has(id)),
        doubled: [...archive.keys()].filter((id) => !truth.has(id)),
      };
    },
  };
}

export interface Rig extends Driven {
  readonly simulator: Simulator;
  readonly pass: Clock['pass'];
}

/** A connected source: subscriptions made and feeds started, under a clock that only `pass` moves. */
export async function createRig(
  platform: Platform,
  createSimulator: (options: SimulatorOptions) => Simulator,
  begin: Date,
): Promise<Rig> {
  const clock = createClock(begin);
  const simulator = createSimulator({ now: clock.now, baseUrl: 'https://vendor.example.com' });
  const driven = drive(platform, simulator, clock);
  const { subscriptions } = platform.source;
  const url = SOURCE_URL.replace('{platform}', platform.manifest.id);
  for (const key of subscriptions?.wanted(driven.api.settings) ?? [])
    await subscriptions?.create(key, url, driven.api);
  await driven.startFeeds();
  return { ...driven, simulator, pass: clock.pass };
}
