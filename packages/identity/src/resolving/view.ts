import { applicable } from '../evidence/applicable.ts';
import { evidenceOf } from '../evidence/evidence.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { EdgeRow, IdentifierRow, TraitRow } from '../model.ts';
import { readEdges, readIdentifiers, readTraits } from '../store/reading.ts';
import { readEpoch, readLives, readUnmet } from '../store/reading-said.ts';
import type { Executor, Standing } from '../store/reading.ts';
import type { Unmet } from '../store/reading-said.ts';
import { identifiersIn, sharedByForm } from '../evidence/sightings.ts';
import type { InteractionSeen, IsShared } from '../evidence/sightings.ts';

/** A batch's evidence beside what was known of it at one time. */
export interface View {
  /** The batch as it counts: see `applicable`. */
  readonly batch: ReadonlyArray<InteractionSeen>;
  readonly evidence: Evidence;
  readonly isShared: IsShared;
  readonly identifiers: ReadonlyMap<string, IdentifierRow>;
  /** What was said of those that are not known. */
  readonly unmet: ReadonlyMap<string, Unmet>;
  readonly edges: ReadonlyMap<string, EdgeRow>;
  readonly traits: ReadonlyMap<string, TraitRow>;
  /** By customer id. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** As of which epoch `unmet` was read; undefined where every identifier is known. */
  readonly epoch: number | undefined;
}

/** Three look-ups for the whole batch, whatever its size; more only where identifiers are new or recycled. */
export async function viewOf(database: Executor, seen: ReadonlyArray<InteractionSeen>): Promise<View> {
  const named = identifiersIn(seen);
  const { identifiers, standings } = await readIdentifiers(database, named);
  const unknown = [...named].filter((identifier) => !identifiers.has(identifier));
  // The epoch first: what is said after it was read raises it.
  const epoch = unknown.length > 0 ? (await readEpoch(database)).epoch : undefined;
  const unmet = await readUnmet(database, unknown);
  const recycled = [...identifiers.values()].filter((row) => row.validFrom !== null);
  const lives = await readLives(
    database,
    recycled.map(({ identifier }) => identifier),
  );
  const formers = await readIdentifiers(
    database,
    [...lives.values()].flat().map(({ identifier }) => identifier),
  );
  merge(identifiers, formers.identifiers);
  merge(standings, formers.standings);
  const isShared: IsShared = (identifier) => {
    const row = identifiers.get(identifier);
    if (row) return row.shared;
    const ruling = unmet.get(identifier)?.ruling;
    return ruling === 'personal' ? false : ruling === 'shared' || sharedByForm(identifier);
  };
  const batch = applicable(seen, { identifiers, unmet, lives }, isShared);
  const lastResorts = [...identifiersIn(batch)].filter((one) => !named.has(one) && !identifiers.has(one));
  if (lastResorts.length > 0) {
    const further = await readIdentifiers(database, lastResorts);
    merge(identifiers, further.identifiers);
    merge(standings, further.standings);
  }
  const evidence = evidenceOf(batch, isShared);
  const [edges, traits] = await Promise.all([
    readEdges(database, [...evidence.edges.values()]),
    readTraits(database, [...evidence.traits.values()]),
  ]);
  return { batch, evidence, isShared, identifiers, unmet, edges, traits, standings, epoch };
}

function merge<Key, Value>(into: Map<Key, Value>, from: ReadonlyMap<Key, Value>): void {
  for (const [key, value] of from) into.set(key, value);
}
