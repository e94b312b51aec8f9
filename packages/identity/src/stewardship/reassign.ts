import { isLife, lifeName } from '@throughline/schemas';
import { sql } from 'kysely';
import { noAmendment, ordered } from './amendment.ts';
import type { Component } from '../linking/clusters.ts';
import type { Command, Order } from './commands.ts';
import { edgeKey } from '../evidence/evidence.ts';
import { identityErrors } from '../errors.ts';
import type { EdgeRow, IdentifierRow } from '../model.ts';
import { resettleAmended } from './resettle.ts';
import type { Resettled } from './resettle.ts';
import { ruleOf, typeOf } from '../linking/rules.ts';
import type { Rules } from '../linking/rules.ts';

type Reassign = Extract<Command, { kind: 'reassign' }>;

/**
 * Ends an identifier's life with its holder: what was seen of it before the time stays with them, under the name of that
 * life, and from then on it is somebody else's. Evidence from both sides of the time (a vendor's record that nobody
 * brought up to date) is divided, and the two lives are never linked.
 */
export function reassigned(before: Component, command: Reassign, order: Order, rules: Rules): Resettled {
  const { identifier, at } = command;
  const row = before.identifiers.get(identifier);
  if (!row) throw identityErrors.identifierUnknown();
  const isFit = !isLife(identifier) && ruleOf(typeOf(identifier)).class !== 'last-resort';
  if (!isFit || !Number.isSafeInteger(at) || at <= (row.validFrom ?? 0)) throw identityErrors.notLinkable();
  const name = lifeName(identifier, at);
  const life: IdentifierRow = { ...row, identifier: name, validTo: at, lifeOf: identifier, version: 1 };
  const opened: IdentifierRow = { ...row, validFrom: at };

  const divided = [...before.edges.values()].filter(
    (edge) => (edge.low === identifier || edge.high === identifier) && edge.first.at < at,
  );
  const formerly = divided.map((edge) => withEnd(edge, identifier, name, at));
  const still = divided.flatMap((edge) => (edge.last.at < at ? [] : [{ ...edge, first: edge.last }]));
  const edges = new Map(before.edges);
  for (const edge of divided) edges.delete(edgeKey(edge));
  for (const edge of [...formerly, ...still]) edges.set(edgeKey(edge), edge);

  const identifiers = new Map(before.identifiers).set(identifier, opened).set(name, life);
  const held = [...before.identifiers.values()].filter(
    (one) => one.heldBy === identifier && timeOfRank(one.heldRank) < at,
  );
  const ruled = [{ before: row, after: opened }];
  for (const one of held) {
    const after = { ...one, heldBy: name };
    identifiers.set(one.identifier, after);
    ruled.push({ before: one, after });
  }
  const traits = new Map(before.traits);
  for (const [key, trait] of before.traits) {
    if (trait.identifier === identifier && trait.first.at < at)
      traits.set(key, { ...trait, identifier: name });
  }
  const customers = before.customers.map((one) =>
    one.founding === identifier ? { ...one, founding: name } : one,
  );
  const pair = ordered(identifier, name);
  const amendment = {
    ...noAmendment,
    withdraw: divided,
    separate: [pair],
  };
  const added = [...formerly, ...still];
  const component: Component = {
    ...{ identifiers, edges, traits, customers },
    cannotLinks: [...before.cannotLinks, pair],
  };
  const changed = new Map(
    added.map((edge) => [edgeKey(edge), { row: edge, bearing: 'structural' as const }]),
  );
  const worked = resettleAmended({ component, changed, ruled }, amendment, rules, order.now);
  const home = worked.settlement.altered.get(name)?.after.customerId ?? row.customerId;
  worked.settlement.altered.delete(name);
  worked.settlement.added.set(name, { ...life, customerId: home });
  const moment = { at: order.now, interaction: `command:${order.commandId}`, digest: '' };
  const [low, high] = pair;
  const rejoining: EdgeRow = {
    ...{ low, high, kind: 'person', verified: true, first: moment, last: moment },
    ...{ accepted: true, refusal: null, command: order.commandId },
  };
  return {
    ...worked,
    inverse: { ...noAmendment, reunite: [pair], add: [rejoining] },
    alsoWrite: async (trx) => {
      await sql`
        update identity.customers set founding_identifier = ${name} where founding_identifier = ${identifier}`.execute(
        trx,
      );
      await sql`
        update identity.traits set identifier = ${name}
        where identifier = ${identifier} and first_at < ${at} and withdrawn_at is null`.execute(trx);
    },
  };
}

function withEnd(edge: EdgeRow, from: string, to: string, at: number): EdgeRow {
  const [low, high] = ordered(edge.low === from ? to : edge.low, edge.high === from ? to : edge.high);
  return { ...edge, low, high, last: edge.last.at < at ? edge.last : edge.first };
}

/** When the sighting was that gave a conversation to its holder; see `addHolding`. */
const timeOfRank = (rank: string | null): number => Number(rank?.split(' ')[1] ?? 0);
