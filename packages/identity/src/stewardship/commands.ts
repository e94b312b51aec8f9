import type { Amendment, Pair, Said } from './amendment.ts';
import { noAmendment, ordered } from './amendment.ts';
import type { Component } from '../linking/clusters.ts';
import { identityErrors } from '../errors.ts';
import { ruleOf, typeOf } from '../linking/rules.ts';
import type { EdgeRow, Ruling } from '../model.ts';

/** What a person may order. Identifiers are `type:value`, as they are shown. */
export type Command =
  /** These two are not tied: withdraws their edges, and they are never linked again. */
  | { readonly kind: 'cut'; readonly edge: Pair }
  /** This identifier is not its customer's. Devices seen with it alone go along. */
  | { readonly kind: 'cut-identifier'; readonly identifier: string }
  | { readonly kind: 'never-link'; readonly pairs: ReadonlyArray<Pair> }
  /** One person's: asserted by a person, or by a match of a model's version. Protections still hold. */
  | {
      readonly kind: 'link';
      readonly pairs: ReadonlyArray<Pair>;
      readonly by?: 'person' | 'match';
      readonly model?: string;
    }
  /** Many people's: it holds interactions and links nobody. */
  | { readonly kind: 'mark-shared'; readonly identifier: string }
  /** One person's after all, whatever was learnt or its form says. */
  | { readonly kind: 'unmark-shared'; readonly identifier: string }
  /** Nobody's: it links nobody and is no anchor any more. */
  | { readonly kind: 'block'; readonly identifier: string }
  /** From this time on (epoch milliseconds) it is somebody else's: a recycled number. */
  | { readonly kind: 'reassign'; readonly identifier: string; readonly at: number }
  | { readonly kind: 'undo'; readonly command: string };

export type DirectCommand = Exclude<Command, { kind: 'undo' | 'reassign' }>;

const rulings: Readonly<Record<'mark-shared' | 'unmark-shared' | 'block', Ruling>> = {
  'mark-shared': 'shared',
  'unmark-shared': 'personal',
  block: 'blocked',
};

/** What a ruling makes of a value. */
const saidBy = (ruling: Ruling): Said => ({ ruling, shared: ruling !== 'personal' });

export function identifiersOfCommand(command: DirectCommand): string[] {
  if (command.kind === 'cut') return [...command.edge];
  if (command.kind === 'link' || command.kind === 'never-link') return [...new Set(command.pairs.flat())];
  return [command.identifier];
}

/** Identifiers that are looked through even where many people use them. */
export const openFor = (command: DirectCommand): ReadonlySet<string> =>
  new Set(command.kind in rulings ? identifiersOfCommand(command) : []);

/** The ruling that a command gives, and to what. */
export function rulingOf(command: Command): { identifier: string; ruling: Ruling } | undefined {
  if (command.kind === 'mark-shared' || command.kind === 'unmark-shared' || command.kind === 'block') {
    return { identifier: command.identifier, ruling: rulings[command.kind] };
  }
  return undefined;
}

export interface Order {
  readonly commandId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * What a command changes of a component's evidence.
 * @throws identity.identifier-unknown, identity.edge-unknown, identity.not-linkable
 */
export function amendmentOf(command: DirectCommand, component: Component, order: Order): Amendment {
  for (const identifier of identifiersOfCommand(command)) {
    if (!component.identifiers.has(identifier)) throw identityErrors.identifierUnknown();
  }
  switch (command.kind) {
    case 'cut': {
      const withdraw = edgesBetween(component, [command.edge], () => true);
      if (withdraw.length === 0) throw identityErrors.edgeUnknown();
      return { ...noAmendment, withdraw, separate: [ordered(...command.edge)] };
    }
    case 'cut-identifier':
      return cutOut(command.identifier, component);
    case 'never-link': {
      const pairs = command.pairs.map(([a, b]) => ordered(a, b));
      const asserted = edgesBetween(component, pairs, ({ kind }) => kind === 'person' || kind === 'match');
      return { ...noAmendment, withdraw: asserted, separate: linkable(pairs, component) };
    }
    case 'link': {
      const pairs = linkable(
        command.pairs.map(([a, b]) => ordered(a, b)),
        component,
      );
      return { ...noAmendment, reunite: pairs, add: pairs.map((pair) => asserted(pair, command, order)) };
    }
    case 'mark-shared':
    case 'unmark-shared':
    case 'block': {
      const row = component.identifiers.get(command.identifier);
      const before: Said = { ruling: row?.ruling ?? null, shared: row?.shared ?? false };
      const after = saidBy(rulings[command.kind]);
      return { ...noAmendment, rulings: [{ identifier: command.identifier, before, after }] };
    }
  }
}

function linkable(pairs: ReadonlyArray<Pair>, { identifiers }: Component): ReadonlyArray<Pair> {
  for (const [a, b] of pairs) {
    const isLinkable = (one: string) =>
      ruleOf(typeOf(one)).class !== 'last-resort' && identifiers.get(one)?.ruling !== 'blocked';
    if (a === b || !isLinkable(a) || !isLinkable(b)) throw identityErrors.notLinkable();
  }
  return pairs;
}

function asserted(
  [low, high]: Pair,
  { by = 'person', model }: Extract<Command, { kind: 'link' }>,
  { commandId, now }: Order,
): EdgeRow {
  const moment = { at: now, interaction: `command:${commandId}`, digest: '' };
  const edge = { low, high, kind: by, verified: true, first: moment, last: moment };
  return { ...edge, accepted: true, refusal: null, model: model ?? null, command: commandId };
}

function edgesBetween(
  { edges }: Component,
  pairs: ReadonlyArray<Pair>,
  isMeant: (edge: EdgeRow) => boolean,
): EdgeRow[] {
  const wanted = new Set(pairs.map((pair) => ordered(...pair).join('\u0001')));
  return [...edges.values()].filter((edge) => wanted.has(`${edge.low}\u0001${edge.high}`) && isMeant(edge));
}

/** Withdraws what ties an identifier to others than the devices that were seen with it alone. */
function cutOut(identifier: string, { identifiers, edges }: Component): Amendment {
  const neighbours = new Map<string, string[]>();
  for (const { low, high, accepted } of edges.values()) {
    if (!accepted || low === identifier || high === identifier) continue;
    neighbours.set(low, [...(neighbours.get(low) ?? []), high]);
    neighbours.set(high, [...(neighbours.get(high) ?? []), low]);
  }
  const isTelling = (one: string) => ['person', 'record'].includes(ruleOf(typeOf(one)).class);
  const reach = (from: string): Set<string> => {
    const seen = new Set([from]);
    for (const one of seen) for (const next of neighbours.get(one) ?? []) seen.add(next);
    return seen;
  };
  const home = identifiers.get(identifier)?.customerId;
  const others = new Set<string>();
  for (const row of identifiers.values()) {
    if (row.customerId !== home || row.identifier === identifier || others.has(row.identifier)) continue;
    if (isTelling(row.identifier)) for (const one of reach(row.identifier)) others.add(one);
  }
  const withdraw = [...edges.values()].filter(
    ({ low, high, accepted }) =>
      accepted && ((low === identifier && others.has(high)) || (high === identifier && others.has(low))),
  );
  const apart = new Set([
    ...withdraw.map(({ low, high }) => (low === identifier ? high : low)),
    ...[...others].filter(isTelling),
  ]);
  return { ...noAmendment, withdraw, separate: [...apart].map((other) => ordered(identifier, other)) };
}
