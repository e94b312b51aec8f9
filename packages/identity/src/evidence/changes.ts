import { earlier, isBefore, latestDay, saidAgain } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import type { EdgeRow, IdentifierRow, Known, Moment, TraitRow } from '../model.ts';
import type { EdgeSeen, HoldingSeen, IdentifierSeen } from './sightings.ts';

export interface EdgeChange {
  /** The edge as it is from now on; whether it is accepted is decided later. */
  readonly row: EdgeRow;
  /**
   * New or now proved: it bears on who is whom. Only `aged` (first seen earlier than was known): it does so where edges are
   * contested, as their order counts. Neither: it was seen again.
   */
  readonly bearing: 'structural' | 'aged' | 'none';
}

export interface IdentifierChange {
  readonly before: IdentifierRow;
  readonly after: IdentifierRow;
  readonly proved: boolean;
}

/** What a batch adds to what is known. */
export interface Changes {
  readonly added: ReadonlyArray<IdentifierSeen>;
  readonly altered: ReadonlyArray<IdentifierChange>;
  readonly edges: ReadonlyArray<EdgeChange>;
  readonly traits: ReadonlyArray<TraitRow>;
  /** Of those, as they were known: values whose day began earlier than was known. */
  readonly receded: ReadonlyArray<TraitRow>;
  readonly holdings: ReadonlyArray<HoldingSeen>;
}

const isSame = (a: Moment, b: Moment) => a.at === b.at && a.interaction === b.interaction;

function edgeChange(seen: EdgeSeen, known: EdgeRow | undefined): EdgeChange | undefined {
  if (!known) {
    return { row: { ...seen, accepted: true, refusal: null }, bearing: 'structural' };
  }
  const first = earlier(known.first, seen.first);
  const last = latestDay(known.last, seen.last);
  const verified = known.verified || seen.verified;
  const aged = first.at !== known.first.at ? 'aged' : 'none';
  const bearing = verified === known.verified ? aged : 'structural';
  if (bearing === 'none' && isSame(first, known.first) && isSame(last, known.last)) return undefined;
  return { row: { ...known, verified, first, last }, bearing };
}

function identifierChange(seen: IdentifierSeen, before: IdentifierRow): IdentifierChange | undefined {
  const proved = seen.verified && !before.verified;
  const known = { at: before.firstAt, interaction: before.firstInteraction, digest: '' };
  const moved = isBefore(seen.first, known);
  if (!proved && !moved) return undefined;
  const first = moved ? seen.first : known;
  return {
    before,
    after: {
      ...before,
      verified: before.verified || seen.verified,
      firstAt: first.at,
      firstInteraction: first.interaction,
    },
    proved,
  };
}

function traitChange(seen: TraitRow, known: TraitRow): TraitRow | undefined {
  const after = saidAgain(known, seen);
  return isSame(after.first, known.first) && isSame(after.last, known.last) ? undefined : after;
}

function holdingChanged(seen: HoldingSeen, known: IdentifierRow | undefined): boolean {
  if (!known) return true;
  return seen.rank !== '' && (known.heldRank === null || seen.rank < known.heldRank);
}

/** Compares; nothing changes where the batch tells nothing new. Pure. */
export function changesOf(evidence: Evidence, known: Known): Changes {
  const added: IdentifierSeen[] = [];
  const altered: IdentifierChange[] = [];
  for (const seen of evidence.identifiers.values()) {
    const row = known.identifiers.get(seen.identifier);
    if (!row) added.push(seen);
    else {
      const change = identifierChange(seen, row);
      if (change) altered.push(change);
    }
  }
  const edges: EdgeChange[] = [];
  for (const [key, seen] of evidence.edges) {
    const change = edgeChange(seen, known.edges.get(key));
    if (change) edges.push(change);
  }
  const traits: TraitRow[] = [];
  const receded: TraitRow[] = [];
  for (const [key, seen] of evidence.traits) {
    const row = known.traits.get(key);
    const change = row ? traitChange(seen, row) : seen;
    if (change) traits.push(change);
    if (row && change && isBefore(change.last, row.last)) receded.push(row);
  }
  const holdings = [...evidence.holdings.values()].filter((seen) =>
    holdingChanged(seen, known.identifiers.get(seen.identifier)),
  );
  return { added, altered, edges, traits, receded, holdings };
}

export const isNothing = (changes: Changes): boolean =>
  changes.added.length +
    changes.altered.length +
    changes.edges.length +
    changes.traits.length +
    changes.holdings.length ===
  0;
