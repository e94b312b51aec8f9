import { setTimeout as sleep } from 'node:timers/promises';
import type { Kit } from '@throughline/service-kit';
import { roundFailed } from './events.ts';
import { asCoded } from './failure.ts';

export interface CrewOptions<Item> {
  /** Seen in readiness, metrics and log. */
  readonly name: string;
  /** How many are handled at once. */
  readonly concurrency: number;
  /** Leases up to `limit` that are due. */
  readonly claim: (limit: number) => Promise<ReadonlyArray<Item>>;
  /** Never rejects but for a store that is away. */
  readonly handle: (item: Item) => Promise<void>;
  readonly kit: Pick<Kit, 'metrics' | 'readiness'>;
}

/** Takes leased work as soon as one of its hands is free: what is slow holds up one hand, not the round. */
export interface Crew {
  start(): void;
  /** Work may have come: look now rather than at the next look-around. */
  wake(): void;
  /** Works until nothing is due, for tests with a clock of their own. @returns how many were handled */
  drain(): Promise<number>;
  /** Takes nothing more, and lets what is under way finish. */
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 1_000;

export function createCrew<Item>({ name, concurrency, claim, handle, kit }: CrewOptions<Item>): Crew {
  const busy = new Set<Promise<void>>();
  let stopping = false;
  let running: Promise<void> = Promise.resolve();
  let bell = new AbortController();

  const broke = (error: unknown) => {
    kit.readiness.set(name, false);
    kit.metrics.observe(roundFailed({ part: name, code: asCoded(error).code }, { detail: { err: error } }));
  };

  async function takeUp(): Promise<number> {
    const free = concurrency - busy.size;
    if (free <= 0) return 0;
    const items = await claim(free);
    for (const item of items) {
      const work: Promise<void> = handle(item)
        .catch(broke)
        .finally(() => {
          busy.delete(work);
          bell.abort();
        });
      busy.add(work);
    }
    return items.length;
  }

  async function run(): Promise<void> {
    while (!stopping) {
      let taken = 0;
      try {
        taken = await takeUp();
        kit.readiness.set(name, true);
      } catch (error) {
        broke(error);
      }
      if (stopping || (taken > 0 && busy.size < concurrency)) continue;
      await sleep(LOOK_EVERY_MS, undefined, { signal: bell.signal }).catch(() => undefined);
      bell = new AbortController();
    }
  }

  return {
    start: () => void (running = run()),
    wake: () => bell.abort(),
    async drain() {
      let handled = 0;
      for (;;) {
        const taken = await takeUp();
        handled += taken;
        await Promise.all(busy);
        if (taken === 0) return handled;
      }
    },
    async stop() {
      stopping = true;
      bell.abort();
      await running;
      await Promise.all(busy);
    },
  };
}
