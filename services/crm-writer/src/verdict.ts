import type { ClaimedJob, JobOutcome } from '@throughline/ledger';
import type { DestinationError, WriteResult } from '@throughline/platforms/destinations';

/** A record that the destination answers for badly is left to a person after so many attempts (about an hour). */
const ATTEMPTS = 12;
/** One whose outcome stays unknown is more often a destination in trouble than a bad record: longer (about two hours more). */
const UNKNOWN_ATTEMPTS = 36;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 300_000;

/** Milliseconds before the next attempt: doubling, with half of it jitter, so that what failed together does not return together. */
const delayOf = (attempt: number, random: () => number = Math.random): number => {
  const full = Math.min(FIRST_DELAY_MS * 2 ** attempt, LONGEST_DELAY_MS);
  return Math.round(full / 2 + (random() * full) / 2);
};

const said = (error: DestinationError) =>
  error.vendorMessage === undefined ? {} : { message: error.vendorMessage };

/** How a job ends whose write failed. A failure of the connection is none of the record's. */
function failedOutcome(job: ClaimedJob, error: DestinationError): JobOutcome {
  const { code, retry, scope, kind } = error;
  if (scope === 'connection') return { job, outcome: 'later', delayMs: 0, counts: false, code };
  if (retry === 'never') return { job, outcome: 'failed', code, ...said(error) };
  if (job.attempt + 1 >= (kind === 'outcomeUnknown' ? UNKNOWN_ATTEMPTS : ATTEMPTS))
    return { job, outcome: 'failed', code, ...said(error) };
  return { job, outcome: 'later', delayMs: delayOf(job.attempt), counts: true, code, ...said(error) };
}

export interface Sent {
  readonly job: ClaimedJob;
  readonly hash: string;
  readonly incomplete?: boolean;
  /** Of a contact. */
  readonly identity?: string | null;
  readonly fields?: Readonly<Record<string, string>>;
  /** Of an entry. */
  readonly contacts?: ReadonlyArray<string>;
}

/** The fields that have a value of ours in the destination now. */
const writtenOf = (
  fields: Readonly<Record<string, string>>,
  withheld: ReadonlyArray<string>,
): ReadonlyArray<string> =>
  Object.keys(fields).filter((name) => fields[name] !== '' && !withheld.includes(name));

/** How a job ends, by the destination's answer for its record; none at all is an unknown outcome. */
export function outcomeOf(
  sent: Sent,
  result: WriteResult | undefined,
  unknown: DestinationError,
): JobOutcome {
  const { job, hash, incomplete = false } = sent;
  if (result === undefined) return failedOutcome(job, unknown);
  if (!result.ok) return failedOutcome(job, result.error);
  const { remoteType, remoteId, owned } = result;
  const outcome = result.created ? 'created' : 'updated';
  const { identity, fields, contacts } = sent;
  return {
    ...{ job, outcome, remoteType, remoteId, owned, hash, incomplete },
    ...(identity === undefined ? {} : { identity }),
    ...(fields === undefined ? {} : { fields: writtenOf(fields, result.withheld) }),
    ...(contacts === undefined ? {} : { contacts }),
  };
}
