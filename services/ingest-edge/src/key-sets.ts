import type { HttpClient } from '@throughline/platforms';
import { edgeErrors } from './errors.ts';
import { keySetsFetched } from './events.ts';
import type { Kit } from '@throughline/service-kit';
import { z } from 'zod';

/** The public keys by which some vendors sign (JWKS, RFC 7517), kept fresh. They go on being used while the vendor does not answer. */
export interface KeySets {
  /**
   * The settings with the key sets that they name, as `keySets`.
   * @param wanted names and URLs
   * @throws edge.keys-away while one of them was never to be had
   */
  lend(settings: unknown, wanted: Readonly<Record<string, string>>): Promise<unknown>;
  /**
   * Asks for the key sets again, as a vendor may have changed its keys; at most once a minute each.
   * @returns whether any was asked for
   */
  renew(wanted: Readonly<Record<string, string>>): Promise<boolean>;
}

const FRESH_MS = 60 * 60 * 1000;
const LEAST_MS_BETWEEN_REQUESTS = 60_000;
/** After a failure while there is no set at all: deliveries wait for it, the vendor's page must not. */
const LEAST_MS_WITHOUT_ANY = 2_000;
const MOST_KEYS = 100;

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(MOST_KEYS) });
type KeySet = z.output<typeof keySet>;

interface Kept {
  set: KeySet | undefined;
  askedAt: number;
  gotAt: number;
  asking: Promise<void> | undefined;
}

export function createKeySets({
  http,
  kit,
  now = Date.now,
}: {
  readonly http: HttpClient;
  readonly kit: Pick<Kit, 'metrics'>;
  readonly now?: () => number;
}): KeySets {
  const kept = new Map<string, Kept>();

  const entryOf = (url: string): Kept => {
    const known = kept.get(url);
    if (known !== undefined) return known;
    const entry = { set: undefined, askedAt: -Infinity, gotAt: -Infinity, asking: undefined };
    kept.set(url, entry);
    return entry;
  };

  async function ask(url: string, entry: Kept): Promise<void> {
    entry.askedAt = now();
    try {
      const response = await http({ method: 'GET', url, headers: { accept: 'application/json' } });
      if (response.status !== 200) throw new Error(`status ${response.status}`);
      entry.set = keySet.parse(JSON.parse(Buffer.from(response.body).toString('utf8')));
      entry.gotAt = now();
      kit.metrics.observe(keySetsFetched({ outcome: 'fresh' }));
    } catch (error) {
      kit.metrics.observe(
        keySetsFetched({ outcome: 'failed' }, { detail: { host: new URL(url).host, err: error } }),
      );
    } finally {
      entry.asking = undefined;
    }
  }

  /** Callers share the request under way. */
  const askOnce = (url: string, entry: Kept): Promise<void> => (entry.asking ??= ask(url, entry));

  async function setOf(url: string): Promise<KeySet> {
    const entry = entryOf(url);
    const sinceAsked = now() - entry.askedAt;
    if (entry.set === undefined) {
      if (entry.asking !== undefined || sinceAsked >= LEAST_MS_WITHOUT_ANY) await askOnce(url, entry);
    } else if (now() - entry.gotAt > FRESH_MS && sinceAsked >= LEAST_MS_BETWEEN_REQUESTS) {
      // In the background: the old keys are good meanwhile.
      void askOnce(url, entry);
    }
    if (entry.set === undefined) throw edgeErrors.keysAway({ detail: { host: new URL(url).host } });
    return entry.set;
  }

  return {
    async lend(settings, wanted) {
      const names = Object.keys(wanted);
      if (names.length === 0) return settings;
      const sets = await Promise.all(names.map(async (name) => [name, await setOf(wanted[name] ?? '')]));
      return { ...Object(settings), keySets: Object.fromEntries(sets) as Record<string, KeySet> };
    },
    async renew(wanted) {
      const due = Object.values(wanted).filter(
        (url) => now() - entryOf(url).askedAt >= LEAST_MS_BETWEEN_REQUESTS,
      );
      await Promise.all(due.map((url) => askOnce(url, entryOf(url))));
      return due.length > 0;
    },
  };
}
