import type { IdentifierAssignment } from '@throughline/schemas';

/** Stand for "since ever" and "still": the ends of an interval whose bounds are compared as numbers. */
export const SINCE_EVER = Number.MIN_SAFE_INTEGER;
export const STILL = Number.MAX_SAFE_INTEGER;

/** Whose an anchor is from `validFrom` (inclusive) to `validTo` (exclusive), epoch milliseconds. */
export interface Interval {
  readonly customerId: string;
  readonly validFrom: number;
  readonly validTo: number;
}

export interface Ownership {
  /** Of the assignment that it stands on; 0: only told by a resolved interaction. */
  readonly version: number;
  readonly current: Interval;
  /** Who had it before, where the identifier went to somebody else for a reason that leaves the past alone. */
  readonly former: ReadonlyArray<Interval>;
}

const intervalOf = ({ customerId, validFrom, validTo }: IdentifierAssignment): Interval => ({
  customerId,
  validFrom: validFrom ?? SINCE_EVER,
  validTo: validTo ?? STILL,
});

/** What is left of `interval` beside `other`: none, one or two pieces. */
function beside(interval: Interval, other: Interval): Interval[] {
  const before = { ...interval, validTo: Math.min(interval.validTo, other.validFrom) };
  const after = { ...interval, validFrom: Math.max(interval.validFrom, other.validTo) };
  return [before, after].filter((piece) => piece.validFrom < piece.validTo);
}

/**
 * Takes an assignment into account: it holds for its interval, and what was known before holds beside it. A merge or a
 * cut is valid since ever and leaves nothing beside; a recycled number leaves the time before it with the former owner.
 * An assignment whose version is not above the known one changes nothing.
 */
export function assign(known: Ownership | undefined, assignment: IdentifierAssignment): Ownership {
  if (known !== undefined && assignment.version <= known.version) return known;
  const current = intervalOf(assignment);
  // What it says of the same customer corrects (closes, opens) what was said of them last.
  const same = known?.current.customerId === current.customerId;
  const before = known === undefined ? [] : same ? known.former : [...known.former, known.current];
  return { version: assignment.version, current, former: before.flatMap((piece) => beside(piece, current)) };
}

export const ownersOf = ({ current, former }: Ownership): string[] => [
  ...new Set([current, ...former].map(({ customerId }) => customerId)),
];
