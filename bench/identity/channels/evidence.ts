import { interaction, person } from '@throughline/identity/testing';
import type { EvidenceEdge, EvidenceNode } from '../../../packages/identity/src/linking/graph.ts';
import { evidenceOf } from '../../../packages/identity/src/evidence/evidence.ts';
import { see, sharedByForm } from '../../../packages/identity/src/evidence/sightings.ts';
import type { InteractionSeen } from '../../../packages/identity/src/evidence/sightings.ts';
import type { Sighting } from './sightings.ts';

/** What the stream would bring of a sighting. */
const seen = ({ identifiers, kind, at }: Sighting, index: number): InteractionSeen =>
  see(
    interaction(
      `i${index}`,
      [person(identifiers.map(({ identifier, verified }) => (verified ? identifier : `${identifier}?`)))],
      { kind: kind === 'record' ? 'record' : 'message', occurredAt: at },
    ),
  );

/** The evidence that identity draws from sightings, by its own code. */
export function channelEvidence(sightings: ReadonlyArray<Sighting>): {
  readonly nodes: ReadonlyMap<string, EvidenceNode>;
  readonly edges: ReadonlyArray<EvidenceEdge>;
} {
  const evidence = evidenceOf(sightings.map(seen), sharedByForm);
  return {
    nodes: new Map(
      [...evidence.identifiers.values()].map(({ identifier, verified }) => [
        identifier,
        { identifier, verified, shared: sharedByForm(identifier) },
      ]),
    ),
    edges: [...evidence.edges.values()].map(({ first, ...edge }) => ({ ...edge, firstAt: first.at })),
  };
}
