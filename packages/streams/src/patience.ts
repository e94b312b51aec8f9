import { setTimeout as sleep } from 'node:timers/promises';
import type { CodedError } from '@throughline/errors';
import type { Kit } from '@throughline/service-kit';
import { paused, resumed, type StreamMetrics } from './events.ts';

/** The first wait and the longest, in milliseconds; each wait is between half and all of twice the one before. */
const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/** Waiting for stores that are away, told of once at the start and once at the end. */
export interface Patience {
  /** Waits before the next attempt; not ready meanwhile. Ends early, without a word, when the signal is aborted. */
  wait(reason: CodedError, attempt: number, signal: AbortSignal): Promise<void>;
  /** Work succeeded: whatever was away is back. */
  over(): void;
}

interface PatienceDeps {
  readonly kit: Pick<Kit, 'metrics' | 'readiness'>;
  readonly figures: StreamMetrics;
  readonly group: string;
}

export function createPatience({ kit, figures, group }: PatienceDeps): Patience {
  let since: number | undefined;
  const condition = `store:${group}`;
  figures.paused.set({ group }, 0);
  kit.readiness.set(condition, true);
  return {
    wait: async (reason, attempt, signal) => {
      figures.retries.inc({ group, code: reason.code });
      if (since === undefined) {
        since = Date.now();
        kit.readiness.set(condition, false);
        figures.paused.set({ group }, 1);
        kit.metrics.observe(paused({ group, code: reason.code }, { detail: { err: reason } }));
      }
      const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
      await sleep(longest * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    },
    over: () => {
      if (since === undefined) return;
      const waitedMs = Date.now() - since;
      since = undefined;
      kit.readiness.set(condition, true);
      figures.paused.set({ group }, 0);
      kit.metrics.observe(resumed({ group }, { detail: { waitedMs } }));
    },
  };
}
