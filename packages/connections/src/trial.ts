import type { KeyRing } from './key-ring.ts';

/**
 * A trial: a delivery that the console sends to see whether a source would take it. It goes the vendor's way up to the
 * verification, is answered with what was found, and is written nowhere.
 */
export const TRIAL_HEADER = 'x-throughline-trial';

const PURPOSE = 'throughline source trial';
const VALID_MS = 60_000;

/** The header's value: only holders of the key ring can make it, for one source and a minute. */
export const trialProof = (keys: Pick<KeyRing, 'prove'>, sourceId: string, now: Date): string =>
  `${now.getTime()}.${keys.prove(PURPOSE, `${sourceId}.${now.getTime()}`)}`;

export function isTrial(
  keys: Pick<KeyRing, 'proves'>,
  sourceId: string,
  given: string | string[] | undefined,
  now: Date,
): boolean {
  if (typeof given !== 'string') return false;
  const [time = '', proof = ''] = given.split('.', 2);
  if (!/^\d{1,15}$/.test(time) || Math.abs(now.getTime() - Number(time)) > VALID_MS) return false;
  return keys.proves(PURPOSE, `${sourceId}.${time}`, proof);
}

/** What the edge answers to a trial. */
export interface TrialAnswer {
  readonly verified: boolean;
  /** Why not, in the platform's words. */
  readonly reason?: string;
  /** How it was proven, where it was. */
  readonly method?: string;
  /** The status that the vendor would be answered. */
  readonly status: number;
}
