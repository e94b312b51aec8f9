import type { EdgeChange } from '../evidence/changes.ts';
import type { Component } from '../linking/clusters.ts';
import { earlier, edgeKey, latestDay, SEPARATOR } from '../evidence/evidence.ts';
import type { EdgeRow, IdentifierRow, Ruling } from '../model.ts';

export type Pair = readonly [string, string];

/** What was said of a value, and whether it counts as many people's. */
export interface Said {
  readonly ruling: Ruling | null;
  readonly shared: boolean;
}

/**
 * What a command changes of the evidence. Nothing else is changed by hand: who is whom follows from the evidence, so a
 * command is undone by its inverse whatever was learnt in between.
 */
export interface Amendment {
  readonly withdraw: ReadonlyArray<EdgeRow>;
  readonly add: ReadonlyArray<EdgeRow>;
  /** Cannot-links that begin, and that end. */
  readonly separate: ReadonlyArray<Pair>;
  readonly reunite: ReadonlyArray<Pair>;
  readonly rulings: ReadonlyArray<{
    readonly identifier: string;
    readonly before: Said;
    readonly after: Said;
  }>;
}

export const noAmendment: Amendment = { withdraw: [], add: [], separate: [], reunite: [], rulings: [] };

/** Restores what the amendment changed. */
export const inverseOf = (amendment: Amendment): Amendment => ({
  withdraw: amendment.add,
  add: amendment.withdraw,
  separate: amendment.reunite,
  reunite: amendment.separate,
  rulings: amendment.rulings.map(({ identifier, before, after }) => ({
    identifier,
    before: after,
    after: before,
  })),
});

/** Every identifier that an amendment names. */
export const namedIn = (amendment: Amendment): string[] => [
  ...new Set([
    ...[...amendment.withdraw, ...amendment.add].flatMap(({ low, high }) => [low, high]),
    ...[...amendment.separate, ...amendment.reunite].flat(),
    ...amendment.rulings.map(({ identifier }) => identifier),
  ]),
];

export const ordered = (a: string, b: string): Pair => (a < b ? [a, b] : [b, a]);
const pairKey = ([a, b]: Pair): string => ordered(a, b).join(SEPARATOR);

/** An amendment with only what is not so already: undoing it restores exactly what it changed. */
export function effective(
  amendment: Amendment,
  component: Pick<Component, 'edges' | 'cannotLinks'>,
): Amendment {
  const apart = new Set(component.cannotLinks.map(pairKey));
  return {
    withdraw: amendment.withdraw.flatMap((edge) => component.edges.get(edgeKey(edge)) ?? []),
    add: amendment.add.filter((edge) => !component.edges.has(edgeKey(edge))),
    separate: amendment.separate.filter((pair) => !apart.has(pairKey(pair))),
    reunite: amendment.reunite.filter((pair) => apart.has(pairKey(pair))),
    rulings: amendment.rulings,
  };
}

export interface Amended {
  readonly component: Component;
  /** Edges that are new in the component. */
  readonly changed: ReadonlyMap<string, EdgeChange>;
  /** Rows of ruled identifiers as they were and are. */
  readonly ruled: ReadonlyArray<{ readonly before: IdentifierRow; readonly after: IdentifierRow }>;
}

/** A component's evidence as the amendment leaves it. */
export function amended(component: Component, amendment: Amendment): Amended {
  const edges = new Map(component.edges);
  for (const edge of amendment.withdraw) edges.delete(edgeKey(edge));
  const changed = new Map<string, EdgeChange>();
  for (const edge of amendment.add) {
    const known = edges.get(edgeKey(edge));
    const row: EdgeRow = known
      ? {
          ...known,
          verified: known.verified || edge.verified,
          first: earlier(known.first, edge.first),
          last: latestDay(known.last, edge.last),
        }
      : edge;
    edges.set(edgeKey(edge), row);
    changed.set(edgeKey(edge), { row, bearing: 'structural' });
  }
  const reunited = new Set(amendment.reunite.map(pairKey));
  const cannotLinks = [
    ...component.cannotLinks.filter((pair) => !reunited.has(pairKey(pair))),
    ...amendment.separate,
  ];
  const identifiers = new Map(component.identifiers);
  const ruled = amendment.rulings.flatMap(({ identifier, after: said }) => {
    const before = component.identifiers.get(identifier);
    if (!before) return [];
    const after = { ...before, ruling: said.ruling, shared: said.shared };
    identifiers.set(identifier, after);
    return [{ before, after }];
  });
  return { component: { ...component, identifiers, edges, cannotLinks }, changed, ruled };
}
