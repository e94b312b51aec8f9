import { namedIn } from './amendment.ts';
import type { Amendment } from './amendment.ts';
import { rule } from './amending.ts';
import type { Component } from '../linking/clusters.ts';
import { amendmentOf, identifiersOfCommand, openFor, rulingOf } from './commands.ts';
import type { Command, DirectCommand, Order } from './commands.ts';
import { readInverse } from '../store/commands-store.ts';
import type { Ruling } from '../model.ts';
import { readIdentifiers } from '../store/reading.ts';
import { readUnmet } from '../store/reading-said.ts';
import type { Executor } from '../store/reading.ts';
import { reassigned } from './reassign.ts';
import { resettle } from './resettle.ts';
import type { Resettled, Scope } from './resettle.ts';
import type { Rules } from '../linking/rules.ts';
import { raiseEpoch } from '../resolving/transaction.ts';

interface Unmet {
  readonly identifier: string;
  readonly ruling: Ruling | null;
}

/** What a command comes down to before anything is locked. */
interface Plan {
  readonly scope: Pick<Scope, 'identifiers' | 'open'>;
  readonly work: (component: Component, rules: Rules) => Resettled;
  /** What is said of a value that nobody came with yet. */
  readonly unmet?: Unmet;
}

/** @throws identity.command-unknown, identity.not-reversible, identity.already-undone */
export async function planOf(trx: Executor, command: Command, order: Order): Promise<Plan> {
  if (command.kind === 'undo') return planOfUndo(await readInverse(trx, command.command), trx, order);
  if (command.kind === 'reassign') {
    return {
      scope: { identifiers: [command.identifier] },
      work: (component, rules) => reassigned(component, command, order, rules),
    };
  }
  const said = rulingOf(command);
  const plan = planOfDirect(command, order);
  return said && !(await isKnown(trx, said.identifier)) ? { ...plan, unmet: said } : plan;
}

const planOfDirect = (command: DirectCommand, order: Order): Plan => ({
  scope: { identifiers: identifiersOfCommand(command), open: openFor(command) },
  work: (component, rules) => resettle(component, amendmentOf(command, component, order), rules, order.now),
});

async function planOfUndo(inverse: Amendment, trx: Executor, { now }: Order): Promise<Plan> {
  const open = new Set(inverse.rulings.map(({ identifier }) => identifier));
  const plan: Plan = {
    scope: { identifiers: namedIn(inverse), open },
    work: (component, rules) => resettle(component, inverse, rules, now),
  };
  const [said] = inverse.rulings;
  if (!said || (await isKnown(trx, said.identifier))) return plan;
  return { ...plan, unmet: { identifier: said.identifier, ruling: said.after.ruling } };
}

async function isKnown(trx: Executor, identifier: string): Promise<boolean> {
  return (await readIdentifiers(trx, [identifier])).identifiers.has(identifier);
}

/** Says what a value is that nobody came with yet. The transaction is alone. @returns what undoes it */
export async function ruleUnmet(
  trx: Executor,
  { identifier, ruling }: Unmet,
  commandId: string,
): Promise<Amendment> {
  const before = (await readUnmet(trx, [identifier])).get(identifier)?.ruling ?? null;
  await rule(trx, identifier, ruling, commandId);
  await raiseEpoch(trx);
  const said = (one: Ruling | null) => ({ ruling: one, shared: one === 'shared' || one === 'blocked' });
  return {
    ...{ withdraw: [], add: [], separate: [], reunite: [] },
    rulings: [{ identifier, before: said(ruling), after: said(before) }],
  };
}
