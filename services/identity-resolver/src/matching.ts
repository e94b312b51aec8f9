import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '@throughline/errors';
import { createMatching } from '@throughline/identity';
import type { Matching, MatchingOptions } from '@throughline/identity';
import type { Kit } from '@throughline/service-kit';
import type { IdentityResolverConfig } from './config.ts';
import {
  customersCompared,
  customersParted,
  matchesLinked,
  matchesSuggested,
  matchingFailed,
  matchingWaiting,
  modelTrained,
} from './events.ts';

type MatchingConfig = Pick<
  IdentityResolverConfig,
  'IDENTITY_MATCHING_BATCH' | 'IDENTITY_MATCHING_PAUSE_MS' | 'IDENTITY_MATCHING_TRAINING_CHECK_MS'
>;

/** With nobody waiting, rounds are so many times rarer. */
const IDLE_TIMES = 8;
/** After a failure: first, and at most. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** Learning costs, so what failed is not tried again at once. */
const AFTER_FAILED_TRAINING_TIMES = 30;

const codeOf = (error: unknown) => (error instanceof CodedError ? error.code : 'unexpected');

/**
 * Compares customers who changed, round after round, and learns a model when one is due. It is beside the stream: whatever fails
 * here is counted, logged and tried again, and interactions are resolved all the while.
 */
export function startMatching(options: MatchingOptions, config: MatchingConfig, kit: Kit): void {
  const matching = createMatching(options);
  const stopping = new AbortController();
  const deps = { matching, config, kit, signal: stopping.signal };
  const working = Promise.all([compareForEver(deps), trainForEver(deps)]);
  kit.onShutdown('matching', async () => {
    stopping.abort();
    await working;
  });
}

interface Deps {
  readonly matching: Matching;
  readonly config: MatchingConfig;
  readonly kit: Kit;
  readonly signal: AbortSignal;
}

const rest = (milliseconds: number, signal: AbortSignal) =>
  sleep(milliseconds, undefined, { signal }).catch(() => undefined);

async function compareForEver({ matching, config, kit: { metrics }, signal }: Deps): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let pause = config.IDENTITY_MATCHING_PAUSE_MS;
    try {
      const { compared, suggested, linked, keptApart, left } = await matching.step(
        config.IDENTITY_MATCHING_BATCH,
      );
      metrics.observe(customersCompared({}, { value: compared }));
      metrics.observe(matchesSuggested({}, { value: suggested }));
      metrics.observe(matchesLinked({}, { value: linked }));
      metrics.observe(customersParted({}, { value: keptApart }));
      metrics.observe(matchingWaiting({}, { value: left }));
      failures = 0;
      if (left === 0) pause *= IDLE_TIMES;
    } catch (error) {
      metrics.observe(matchingFailed({ code: codeOf(error) }, { detail: { err: error } }));
      pause = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
      failures += 1;
    }
    await rest(pause, signal);
  }
}

async function trainForEver({ matching, config, kit: { metrics }, signal }: Deps): Promise<void> {
  while (!signal.aborted) {
    let pause = config.IDENTITY_MATCHING_TRAINING_CHECK_MS;
    try {
      const trained = (await matching.isTrainingDue()) ? await matching.train({ signal }) : undefined;
      if (trained?.outcome === 'trained') {
        const { version, records, pairs } = trained;
        metrics.observe(modelTrained({}, { detail: { version, records, pairs } }));
      }
    } catch (error) {
      if (signal.aborted) return;
      metrics.observe(matchingFailed({ code: codeOf(error) }, { detail: { err: error } }));
      pause *= AFTER_FAILED_TRAINING_TIMES;
    }
    await rest(pause, signal);
  }
}
