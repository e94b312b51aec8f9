import { setTimeout as sleep } from 'node:timers/promises';
import type { Kit } from '@throughline/service-kit';
import { roundFailed } from './events.ts';
import { asCoded } from './failure.ts';

export interface Rounds {
  start(): void;
  /** Lets the round under way finish. */
  stop(): Promise<void>;
}

/** Does something at once and then every so often; one that fails is done again the next time. */
export function createRounds(options: {
  readonly name: string;
  readonly everyMs: number;
  readonly round: () => Promise<void>;
  readonly kit: Pick<Kit, 'metrics'>;
}): Rounds {
  const { name, everyMs, round, kit } = options;
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await round();
      } catch (error) {
        kit.metrics.observe(
          roundFailed({ part: name, code: asCoded(error).code }, { detail: { err: error } }),
        );
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  return {
    start: () => void (running = run()),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
