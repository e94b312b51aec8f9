import type { HttpClient } from '@throughline/platforms';
import { edgeErrors } from './errors.ts';
import { keySetsFetched } from './events.ts';
import type { Kit } from '@throughline/service-kit';
import { z } from 'zod';

/** The public keys by which some vendors sign (JWKS, RFC 7517), kept fresh. They go on being used while the vendor does not answer. */
export interface KeySets {
  /**
   * The settings with those of the key sets that are at hand, as `keySets`. Asks for nothing that the delivery would have to wait for:
   * many need no key.
   * @param wanted names and URLs
   */
  lend(settings: unknown, wanted: Readonly<Record<string, string>>): unknown;
  /**
   * After a refusal: asks for the sets that are missing, and again for the others, as the vendor may have changed its keys; at most
   * once a minute each.
   * @returns whether any was asked for
   * @throws edge.keys-away while one of them was never to be had
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

  function atHand(url: string): KeySet | undefined {
    const entry = entryOf(url);
    const stale = entry.set !== undefined && now() - entry.gotAt > FRESH_MS;
    // In the background: the old keys are good meanwhile.
    if (stale && now() - entry.askedAt >= LEAST_MS_BETWEEN_REQUESTS) void askOnce(url, entry);
    return entry.set;
  }

  return {
    lend(settings, wanted) {
      const sets: Record<string, KeySet> = {};
      for (const [name, url] of Object.entries(wanted)) {
        const set = atHand(url);
        if (set !== undefined) sets[name] = set;
      }
      return { ...Object(settings), keySets: sets } as unknown;
    },
    async renew(wanted) {
      const entries = Object.values(wanted).map((url) => [url, entryOf(url)] as const);
      const due = entries.filter(([, { set, askedAt, asking }]) => {
        if (asking !== undefined) return true;
        return now() - askedAt >= (set === undefined ? LEAST_MS_WITHOUT_ANY : LEAST_MS_BETWEEN_REQUESTS);
      });
      await Promise.all(due.map(([url, entry]) => askOnce(url, entry)));
      const missing = entries.find(([, { set }]) => set === undefined);
      if (missing !== undefined) throw edgeErrors.keysAway({ detail: { host: new URL(missing[0]).host } });
      return due.length > 0;
    },
  };
}
