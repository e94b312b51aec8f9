import type { Archive } from '@throughline/archive';
import { CodedError } from '@throughline/errors';
import type { Kit } from '@throughline/service-kit';
import { refreshPaceKept } from './events.ts';

interface CatchingUpDeps {
  readonly archive: Pick<Archive, 'setRefreshPace'>;
  readonly metrics: Kit['metrics'];
}

/** Records behind a batch from which on a backlog is worked off: seconds of work. */
const MANY_BEHIND = 10_000;
/** After the last batch with as many behind it. */
const OVER_AFTER_MS = 3_000;

/** A month begins now and then: its index is made at the live pace. */
const AGAIN_AFTER_MS = 10_000;

/**
 * While a backlog is worked off (a replay, a backfill, OpenSearch was away), documents need not be found within half a second:
 * refreshing seldom saves OpenSearch an eighth of its CPU. Each replica acts on what it sees; the first one that is through sets the live
 * pace again, and one that still has a backlog the other within ten seconds.
 */
export function createCatchingUp({ archive, metrics }: CatchingUpDeps) {
  let setAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  /** Never in the way of a batch: the pace is a matter of speed alone. */
  const set = async (pace: 'live' | 'catching-up'): Promise<boolean> => {
    try {
      await archive.setRefreshPace(pace);
      return true;
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      metrics.observe(refreshPaceKept({ pace, code: error.code }, { detail: { err: error } }));
      return false;
    }
  };
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
  const arm = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void over(), OVER_AFTER_MS);
  };
  /** Sets the live pace, whoever left the other one behind; tried again until it succeeds. */
  const over = (): Promise<void> =>
    inTurn(async () => {
      clearTimeout(timer);
      timer = undefined;
      setAt = -Infinity;
      if (!(await set('live'))) arm();
    });

  return {
    /** After a batch is written: only then are there months to set. @param lag see `StepContext` of packages/streams */
    saw: async (lag: number): Promise<void> => {
      if (lag < MANY_BEHIND) return;
      arm();
      if (performance.now() - setAt < AGAIN_AFTER_MS) return;
      setAt = performance.now();
      await inTurn(() => set('catching-up'));
    },
    over,
    close: async (): Promise<void> => {
      const isSet = timer !== undefined;
      clearTimeout(timer);
      await turn;
      if (isSet) await inTurn(() => set('live'));
    },
  };
}

export type CatchingUp = ReturnType<typeof createCatchingUp>;
