import { createDatabase, migrate, type Database } from '@throughline/database';
import { parseKeyRing } from '@throughline/connections';
import { migrations, type FollowingTables } from '@throughline/following';
import type {
  HttpClient,
  HttpRequest,
  NormalizeContext,
  Platform,
  Pointer,
  SecretPlace,
} from '@throughline/platforms';
import { rawOf } from '@throughline/platforms/testing';
import { decodeRaw, type RawRecord } from '@throughline/raw';
import type { FetchRequest, Interaction } from '@throughline/schemas';
import { createKit } from '@throughline/service-kit';
import type { TestStack } from '@throughline/stack/testing';
import { createEngine, type Engine } from './engine.ts';
import type { Connect } from './stream/connect.ts';

/**
 * The way of a source from the edge to the archive, with the real fetcher and a real database: what the vendor delivers is
 * verified and read, pointers become requests, raw records that the fetcher writes are read in turn. The clock is the test's.
 */

export const KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
export const SOURCE_ID = 'src_test';

export interface World {
  readonly database: Database<FollowingTables>;
  readonly engine: Engine;
  now(): Date;
  setTime(time: Date): void;
  /** What the vendor sends arrives, unless `lost`. @throws where it does not verify */
  deliver(request: HttpRequest): Promise<void>;
  /** The fetcher as a process that was killed and started again. */
  restart(): void;
  /** Another replica on the same database. */
  another(): Engine;
  /** Ids of the interactions that arrived, with how many raw records told of each revision of each. */
  readonly arrived: ReadonlyMap<string, number>;
  readonly interactions: ReadonlyArray<Interaction>;
  /** Raw records that the fetcher wrote. */
  readonly written: ReadonlyArray<RawRecord>;
  /** While true the fetcher's requests wait, as in Kafka, until `resume`. */
  holdRequests(): void;
  resume(): Promise<void>;
  /** Producing fails so many times from now on. */
  failProducing(times: number): void;
  setSettings(settings: unknown): void;
  deleteSource(): void;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly stack: TestStack;
  readonly platform: Platform;
  readonly settings: unknown;
  readonly http: HttpClient;
  readonly start: Date;
  readonly connect?: Connect;
  readonly perSource?: number;
  readonly reconcileAfterDays?: ReadonlyArray<number>;
}

const noConnect: Connect = () => {
  throw new Error('this vendor has no stream');
};

const isPathSecret = (place: SecretPlace) => place.in === 'path';

const urlOfTest = (platform: Platform, settings: unknown): string => {
  const url = `https://edge.example.com/webhooks/${platform.manifest.id}/${SOURCE_ID}`;
  const { pathSecret }: { pathSecret?: unknown } = Object(settings);
  return platform.manifest.secrets.some(isPathSecret) && typeof pathSecret === 'string'
    ? `${url}/${encodeURIComponent(pathSecret)}`
    : url;
};

const requestOf = (raw: RawRecord, pointer: Pointer): FetchRequest => ({
  platform: raw.platform,
  sourceId: raw.sourceId,
  family: raw.family,
  objectType: pointer.objectType,
  objectId: pointer.objectId,
  change: pointer.change,
  parameters: pointer.parameters,
  requestedAt: raw.receivedAt,
  lane: 'live',
  digest: raw.digest,
  deliveryId: raw.deliveryId,
});

export async function createWorld(options: WorldOptions): Promise<World> {
  const { stack, platform } = options;
  const { url, drop } = await stack.createDatabase();
  await migrate({ url, ...migrations });
  const database = createDatabase<FollowingTables>({
    // A month is tens of thousands of commits, and PostgreSQL itself does not crash in it.
    url: `${url}?options=-c%20synchronous_commit%3Doff`,
    schema: migrations.schema,
    applicationName: 'test',
  });
  const kit = createKit({ name: 'fetcher', logLevel: process.env['LOG_LEVEL'] ?? 'silent' });

  let time = options.start;
  let { settings } = options;
  let version = 1;
  let deleted = false;
  let failures = 0;
  let held: FetchRequest[] | undefined;
  const arrived = new Map<string, number>();
  const interactions: Interaction[] = [];
  const written: RawRecord[] = [];
  const now = () => time;

  const context = (): NormalizeContext => {
    const secret = new Set(platform.manifest.secretSettings);
    return {
      settings: Object.fromEntries(Object.entries(Object(settings)).filter(([name]) => !secret.has(name))),
      region: 'US',
      internalDomains: ['example-shop.com'],
    };
  };

  async function read(raw: RawRecord): Promise<void> {
    const pointers: FetchRequest[] = [];
    for (const item of await platform.source.normalize(raw, context())) {
      if ('pointer' in item) pointers.push(requestOf(raw, item));
      else {
        arrived.set(item.interactionId, (arrived.get(item.interactionId) ?? 0) + 1);
        interactions.push(item);
      }
    }
    if (held === undefined) await engine.requests.take(pointers);
    else held.push(...pointers);
  }

  const producer = {
    async sendAll(
      records: ReadonlyArray<{ topic: string; key: string | null; value: Buffer | null; headers?: object }>,
    ) {
      if (failures > 0) {
        failures -= 1;
        throw new Error('the producer fails');
      }
      for (const [offset, record] of records.entries()) {
        const headers = { ...record.headers } as Record<string, string>;
        const raw = await decodeRaw({ ...record, headers, partition: 0, offset });
        written.push(raw);
        await read(raw);
      }
    },
  };
  const source = () => ({
    id: SOURCE_ID,
    platform: platform.manifest.id,
    name: 'test',
    settings,
    createdAt: options.start.getTime(),
    version,
  });
  const build = () =>
    createEngine({
      database,
      connections: { sourceVersions: async () => new Map(deleted ? [] : [[SOURCE_ID, version]]) },
      directory: { get: () => (deleted ? undefined : source()), refresh: async () => undefined },
      keys: parseKeyRing(KEYS),
      catalogue: { get: () => platform },
      http: options.http,
      connect: options.connect ?? noConnect,
      bodies: { put: async () => undefined, get: async () => undefined },
      producer,
      archive: { existing: async (ids) => new Set(ids.filter((id) => arrived.has(id))) },
      urlOf: () => urlOfTest(platform, settings),
      now,
      kit,
      limits: {
        concurrency: 8,
        perSource: options.perSource ?? 4,
        streams: 10,
        reconcileAfterDays: options.reconcileAfterDays ?? [1, 2, 7],
        insecure: true,
      },
    });
  let engine = build();

  return {
    database,
    get engine() {
      return engine;
    },
    now,
    setTime: (next) => void (time = next),
    async deliver(request) {
      if (platform.source.handshake?.(request, settings, time) !== undefined) return;
      const verified = await platform.source.verify(request, settings, time);
      if (!verified.ok) throw new Error(`the simulator's delivery is refused: ${verified.reason}`);
      await read(rawOf(platform, request, time.getTime()));
    },
    restart: () => void (engine = build()),
    another: build,
    arrived,
    interactions,
    written,
    holdRequests: () => void (held = []),
    async resume() {
      const waiting = held ?? [];
      held = undefined;
      await engine.requests.take(waiting);
    },
    failProducing: (times) => void (failures = times),
    setSettings(next) {
      settings = next;
      version += 1;
    },
    deleteSource: () => void (deleted = true),
    async close() {
      await database.close();
      await drop();
    },
  };
}
