import type { Logger } from '@throughline/service-kit';
import type { Connections } from './connections.ts';
import type { Source } from './model.ts';

/** A copy of all sources in memory, kept fresh; it goes on answering while PostgreSQL is away. */
export interface SourceDirectory {
  /** Loads the copy for the first time. @throws database.unavailable */
  load(): Promise<void>;
  get(id: string): Source | undefined;
  /** The source of first-party events whose write key or server key this is. */
  byWriteKey(key: string): Source | undefined;
  /**
   * Brings the copy up to date, at most once a second: callers share the one under way, and within the second get its outcome.
   * @throws database.unavailable
   */
  refresh(): Promise<void>;
  /** Milliseconds since the copy was last known to be up to date; infinite before it is loaded. */
  readonly ageMs: number;
  readonly loaded: boolean;
  close(): Promise<void>;
}

export interface DirectoryOptions {
  readonly connections: Pick<Connections, 'listen' | 'sourceVersions' | 'readSources'>;
  readonly log: Logger;
  /** How often to look for changes besides being told of them; 5,000 by default. */
  readonly refreshMs?: number;
}

const LEAST_MS_BETWEEN_REFRESHES = 1000;

/** The names of the settings by which a first-party source is found. */
const KEY_SETTINGS = ['writeKey', 'serverKey'] as const;

function keysOf(source: Source): string[] {
  const { previousSettings } = source;
  const inForce =
    previousSettings !== undefined && previousSettings.validUntil > Date.now()
      ? [source.settings, previousSettings.settings]
      : [source.settings];
  return inForce.flatMap((settings) => {
    const values: Record<string, unknown> = Object(settings);
    return KEY_SETTINGS.map((name) => values[name]).filter((key) => typeof key === 'string' && key !== '');
  }) as string[];
}

export function createSourceDirectory({
  connections,
  log,
  refreshMs = 5000,
}: DirectoryOptions): SourceDirectory {
  const sources = new Map<string, Source>();
  /** Not to be read again before they change. */
  const unreadable = new Map<string, number>();
  let byKey = new Map<string, Source>();
  let freshAt = -Infinity;
  let attempt: { readonly at: number; readonly outcome: Promise<void> } | undefined;
  let listener: { close(): Promise<void> } | undefined;
  let listening = false;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const update = async () => {
    const startedAt = performance.now();
    const versions = await connections.sourceVersions();
    const known = (id: string) => unreadable.get(id) ?? sources.get(id)?.version;
    const changed = [...versions].filter(([id, version]) => known(id) !== version).map(([id]) => id);
    const reading = await connections.readSources(changed);
    for (const source of reading.sources) {
      sources.set(source.id, source);
      unreadable.delete(source.id);
    }
    for (const { id, error } of reading.unreadable) {
      // The last readable settings stay in force: an upgrade must not cut a vendor off.
      unreadable.set(id, versions.get(id) ?? 0);
      log.error({ err: error, sourceId: id }, 'The settings of a source cannot be read');
    }
    for (const id of [...sources.keys(), ...unreadable.keys()]) {
      if (versions.has(id)) continue;
      sources.delete(id);
      unreadable.delete(id);
    }
    byKey = new Map(
      [...sources.values()].flatMap((source) => keysOf(source).map((key) => [key, source] as const)),
    );
    freshAt = startedAt;
  };
  const updateOnce = (): Promise<void> => {
    // One after the other: an older reading must not overwrite a newer one.
    const before = attempt?.outcome.catch(() => undefined) ?? Promise.resolve();
    attempt = { at: performance.now(), outcome: before.then(update) };
    return attempt.outcome;
  };
  const inBackground = () => {
    updateOnce().catch((error: unknown) => log.warn({ err: error }, 'The sources could not be refreshed'));
  };
  const listen = async () => {
    if (listening || closed) return;
    listening = true;
    try {
      listener = await connections.listen(inBackground, () => {
        listening = false;
      });
      if (closed) await listener.close();
    } catch (error) {
      listening = false;
      log.debug({ err: error }, 'Changes of connections are polled for, not heard of');
    }
  };
  const pollIn = (ms: number) => {
    timer = setTimeout(() => void poll(), ms).unref();
  };
  const poll = async () => {
    await listen();
    inBackground();
    await attempt?.outcome.catch(() => undefined);
    if (!closed) pollIn(refreshMs);
  };

  return {
    load: async () => {
      await updateOnce();
      if (timer === undefined) pollIn(0);
    },
    get: (id) => sources.get(id),
    byWriteKey: (key) => byKey.get(key),
    refresh: () =>
      attempt !== undefined && performance.now() - attempt.at < LEAST_MS_BETWEEN_REFRESHES
        ? attempt.outcome
        : updateOnce(),
    get ageMs() {
      return performance.now() - freshAt;
    },
    get loaded() {
      return freshAt !== -Infinity;
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await listener?.close().catch(() => undefined);
    },
  };
}
