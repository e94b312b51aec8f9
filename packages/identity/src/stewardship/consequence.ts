import { plainOf } from '@throughline/schemas';
import type { Profile } from '../model.ts';
import type { Resettled } from './resettle.ts';
import { ruleOf, typeOf } from '../linking/rules.ts';

/** One customer as a command leaves it. */
export interface CustomerAfter {
  readonly customerId: string;
  /** Not issued before: in a preview, only a placeholder for the id that it would get. */
  readonly isNew: boolean;
  /** Ids that resolve to it from then on and did not before. */
  readonly takesOver: ReadonlyArray<string>;
  readonly identifierCount: number;
  /** The person's identifiers; at most 1,000. */
  readonly identifiers: ReadonlyArray<string>;
  readonly traits: Profile;
}

export interface Move {
  readonly anchor: string;
  /** The part of its history that goes: epoch milliseconds, from inclusive, to exclusive; null for open ends. */
  readonly validFrom: number | null;
  readonly validTo: number | null;
  readonly from: string;
  readonly to: string;
}

/** What a command changes, or would change. Other domains' figures are asked with the anchors that move. */
export interface Consequence {
  /** Those that are not as they were. */
  readonly customers: ReadonlyArray<CustomerAfter>;
  /** Anchors whose interactions go to another customer, conversations too; at most 1,000. */
  readonly moves: ReadonlyArray<Move>;
  readonly moveCount: number;
  /** Edges that the command asserts, and a protection refuses. */
  readonly refused: ReadonlyArray<{
    readonly from: string;
    readonly to: string;
    readonly refusal: string;
  }>;
}

export const nothingChanges: Consequence = { customers: [], moves: [], moveCount: 0, refused: [] };

const SHOWN = 1_000;

/** Tells what follows from an amendment. */
export function consequenceOf({ amendment, settlement, clusters, decided }: Resettled): Consequence {
  const moved = [...settlement.altered.values()].filter(
    ({ before, after }) => before.customerId !== after.customerId,
  );
  const touched = new Set(moved.flatMap(({ before, after }) => [before.customerId, after.customerId]));
  for (const { after, announced } of settlement.customers.values()) if (announced) touched.add(after.id);
  const customers = clusters
    .filter(({ id }) => touched.has(id))
    .map(({ id, cluster }): CustomerAfter => {
      const own = cluster.members.map(({ identifier }) => identifier).filter(isPerson);
      const heirs = cluster.heirs.filter((heir) => heir.id !== id && heir.mergedInto !== id);
      return {
        customerId: id,
        isNew:
          settlement.customers.get(id)?.before === undefined && !cluster.heirs.some((one) => one.id === id),
        takesOver: heirs.map((heir) => heir.id),
        identifierCount: own.length,
        identifiers: own.sort().slice(0, SHOWN),
        traits: cluster.traits,
      };
    });
  const added = new Set(amendment.add.map(({ low, high, kind }) => `${low}\u0001${high}\u0001${kind}`));
  return {
    customers,
    moves: moved.slice(0, SHOWN).map(({ before, after }) => ({
      anchor: plainOf(after.identifier),
      validFrom: after.validFrom,
      validTo: after.validTo,
      from: before.customerId,
      to: after.customerId,
    })),
    moveCount: moved.length,
    refused: decided.flatMap(({ low, high, kind, refusal }) =>
      refusal !== null && added.has(`${low}\u0001${high}\u0001${kind}`)
        ? [{ from: low, to: high, refusal }]
        : [],
    ),
  };
}

const isPerson = (identifier: string) => ruleOf(typeOf(identifier)).class !== 'last-resort';

/** Every identifier that a consequence names, so that an erasure finds the record of it. */
export const namedByConsequence = ({ customers, moves }: Consequence): string[] => [
  ...customers.flatMap(({ identifiers }) => identifiers),
  ...moves.map(({ anchor }) => anchor),
];
