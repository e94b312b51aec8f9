import { evidenceOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import type { EdgeRow, IdentifierRow, TraitRow } from './model.ts';
import { readEdges, readIdentifiers, readTraits } from './reading.ts';
import type { Executor, Standing } from './reading.ts';
import { identifiersIn, sharedByForm } from './sightings.ts';
import type { InteractionSeen, IsShared } from './sightings.ts';

/** A batch's evidence beside what was known of it at one time. */
export interface View {
  readonly evidence: Evidence;
  readonly isShared: IsShared;
  readonly identifiers: ReadonlyMap<string, IdentifierRow>;
  readonly edges: ReadonlyMap<string, EdgeRow>;
  readonly traits: ReadonlyMap<string, TraitRow>;
  /** By customer id. */
  readonly standings: ReadonlyMap<string, Standing>;
}

/** Three look-ups for the whole batch, whatever its size. */
export async function viewOf(database: Executor, batch: ReadonlyArray<InteractionSeen>): Promise<View> {
  const { identifiers, standings } = await readIdentifiers(database, identifiersIn(batch));
  const isShared: IsShared = (identifier) =>
    identifiers.get(identifier)?.shared === true || sharedByForm(identifier);
  const evidence = evidenceOf(batch, isShared);
  const [edges, traits] = await Promise.all([
    readEdges(database, [...evidence.edges.values()]),
    readTraits(database, [...evidence.traits.values()]),
  ]);
  return { evidence, isShared, identifiers, edges, traits, standings };
}
