import type { Database } from '@throughline/database';
import { sql } from 'kysely';
import { noAmendment } from './amendment.ts';
import type { Component } from '../linking/clusters.ts';
import { executed, recordCommand } from '../store/commands-store.ts';
import { Alone, identityErrors } from '../errors.ts';
import type { IdentityEncoders } from '../events.ts';
import { link } from '../linking/link.ts';
import type { IdentifierRow } from '../model.ts';
import { profileOf, sameValues } from '../linking/profile.ts';
import { readEpoch } from '../store/reading-said.ts';
import type { Executor, IdentityTables } from '../store/reading.ts';
import { holdComponent, resettleAmended } from './resettle.ts';
import { ruleOf, rulesOf, typeOf } from '../linking/rules.ts';
import type { Rules, RuleSet } from '../linking/rules.ts';
import { readRuleSet } from '../store/rules-store.ts';
import { sharedByForm } from '../evidence/sightings.ts';
import type { Authority } from './authority.ts';
import { enter, untilDone, write } from '../resolving/transaction.ts';

/** Customers whose components are read at once. */
const BATCH = 200;
const EXAMPLES = 20;

export interface RuleExample {
  readonly change: 'merge' | 'split';
  /** Those that would become one, or the one that would become several. */
  readonly customerIds: ReadonlyArray<string>;
  /** The identifiers of each customer that would result; at most 20 of each. */
  readonly results: ReadonlyArray<ReadonlyArray<string>>;
}

/** What other rules would change over all that is known. */
export interface RulesForeseen {
  readonly customers: number;
  /** Customers that would go on in another. */
  readonly merged: number;
  /** Customers that would be new. */
  readonly split: number;
  /** Customers for whom other values would hold. */
  readonly profiles: number;
  readonly examples: ReadonlyArray<RuleExample>;
}

/** @throws identity.rules-invalid */
function checkRules(ruleSet: RuleSet): void {
  const { limits = {}, sharedAbove = {}, survivorship = {} } = ruleSet;
  const isWhole = (value: number) => Number.isSafeInteger(value) && value > 0;
  const sources = new Set<string>(['verified', 'record', 'claimed']);
  const areKnown = Object.values(survivorship).every(
    (order) => Array.isArray(order) && order.every((source) => sources.has(source)),
  );
  const { mode, linkAt, suggestAt } = rulesOf(ruleSet).matching;
  const isMatching =
    ['off', 'suggest', 'link'].includes(mode) && 0 < suggestAt && suggestAt <= linkAt && linkAt <= 1;
  const areWhole = [...Object.values(limits), ...Object.values(sharedAbove)].every(isWhole);
  if (!areWhole || !areKnown || !isMatching) throw identityErrors.rulesInvalid();
}

/** What was learnt as shared, and not said, is learnt anew under other rules. */
const isLearnt = (row: IdentifierRow): boolean =>
  row.shared && row.ruling === null && !sharedByForm(row.identifier);

async function idsAfter(database: Executor, after: string | undefined, upTo?: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id::text as id from identity.customers
    where state = 'active' ${after === undefined ? sql`` : sql`and id > ${after}::uuid`}
      ${upTo === undefined ? sql`` : sql`and id <= ${upTo}::uuid`} order by id limit ${BATCH}`.execute(
    database,
  );
  return rows.map(({ id }) => id);
}

async function lastId(database: Executor): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id::text as id from identity.customers order by id desc limit 1`.execute(database);
  return rows[0]?.id;
}

/** Links every component under other rules, some at a time, and says what would come of it. Writes and locks nothing. */
export async function foreseeRules(
  { kysely }: Database<IdentityTables>,
  ruleSet: RuleSet,
): Promise<RulesForeseen> {
  checkRules(ruleSet);
  const rules = rulesOf(ruleSet);
  const seen = { customers: 0, merged: 0, split: 0, profiles: 0 };
  const examples: RuleExample[] = [];
  let after: string | undefined;
  for (let ids = await idsAfter(kysely, after); ids.length > 0; ids = await idsAfter(kysely, after)) {
    const component = await holdComponent(kysely, {
      identifiers: [],
      customers: ids,
      open: isLearnt,
      lockAlso: new Set(),
      lock: false,
    });
    for (const part of foreseen(component, rules, after)) {
      seen.customers += part.customers;
      seen.merged += part.merged;
      seen.split += part.split;
      seen.profiles += part.profiles;
      if (part.example && examples.length < EXAMPLES) examples.push(part.example);
    }
    after = ids.at(-1);
  }
  return { ...seen, examples };
}

/** A component reaches into several batches: it is counted with the one that has its least customer. */
function* foreseen(component: Component, rules: Rules, after: string | undefined) {
  const now = new Map<string, string>();
  const nodes = new Map<string, IdentifierRow>();
  for (const row of component.identifiers.values()) {
    if (ruleOf(typeOf(row.identifier)).class === 'last-resort') continue;
    nodes.set(row.identifier, isLearnt(row) ? { ...row, shared: false } : row);
    now.set(row.identifier, row.customerId);
  }
  const edges = [...component.edges.values()].map((edge) => ({ ...edge, firstAt: edge.first.at }));
  const { clusterOf } = link(nodes, edges, component.cannotLinks, rules);
  const profiles = changedProfiles(component, rules);
  for (const members of islands(now, clusterOf)) {
    const owners = new Set(members.map((one) => now.get(one) ?? ''));
    const least = [...owners].reduce((a, b) => (a < b ? a : b));
    if (after !== undefined && least <= after) continue;
    const results = Map.groupBy(members, (one) => clusterOf.get(one) ?? one);
    const joins = [...results.values()].map((own) => new Set(own.map((one) => now.get(one) ?? '')).size);
    const merged = joins.reduce((sum, count) => sum + count - 1, 0);
    const split = results.size - (owners.size - merged);
    const isChanged = merged > 0 || split > 0;
    const example: RuleExample | undefined = isChanged
      ? {
          change: merged > 0 ? 'merge' : 'split',
          customerIds: [...owners].sort(),
          results: [...results.values()].map((own) => own.slice(0, 20)),
        }
      : undefined;
    const changed = [...owners].filter((id) => profiles.has(id)).length;
    yield { customers: owners.size, merged, split, profiles: isChanged ? 0 : changed, example };
  }
}

/** Identifiers that share a customer now, or would. */
function islands(now: ReadonlyMap<string, string>, then: ReadonlyMap<string, string>): string[][] {
  const parent = new Map<string, string>();
  const find = (token: string): string => {
    let root = token;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    parent.set(token, root);
    return root;
  };
  for (const [identifier, customer] of now) {
    parent.set(find(`now ${customer}`), find(`then ${then.get(identifier) ?? identifier}`));
  }
  return [...Map.groupBy(now.keys(), (one) => find(`now ${now.get(one)}`)).values()];
}

function changedProfiles({ identifiers, traits, customers }: Component, rules: Rules): Set<string> {
  const said = Map.groupBy(traits.values(), ({ identifier }) => identifiers.get(identifier)?.customerId);
  return new Set(
    customers
      .filter(
        ({ id, state }) =>
          state === 'active' && !sameValues(profileOf(said.get(id) ?? [], rules), traitsOf(id)),
      )
      .map(({ id }) => id),
  );
  function traitsOf(id: string) {
    return customers.find((customer) => customer.id === id)?.traits ?? {};
  }
}

export interface RulesApplied {
  /** Customers that were looked at. */
  readonly customers: number;
  /** Anchors that went to another customer. */
  readonly moved: number;
}

/**
 * Makes rules hold: from the first moment for all that is resolved, then over all that is known, some components at a time,
 * each in a transaction of its own. Once more under the same id goes on where it was left.
 * @throws identity.rules-invalid, identity.command-reused; overtaken and database.* (retryable)
 */
export async function applyRuleSet(
  database: Database<IdentityTables>,
  encoders: IdentityEncoders,
  ruleSet: RuleSet,
  { commandId, by, reason }: Authority,
  now: () => number,
): Promise<RulesApplied> {
  checkRules(ruleSet);
  const command = { kind: 'rules', rules: ruleSet };
  await untilDone((_, alone) =>
    database.transaction(async (trx) => {
      if (!alone) throw new Alone();
      await enter(trx, alone);
      if (await executed<object>(trx, commandId, command)) return;
      await sql`
        insert into identity.rule_sets (rules, command_id) values (${JSON.stringify(ruleSet)}, ${commandId})`.execute(
        trx,
      );
      const row = {
        id: commandId,
        kind: 'rules',
        command,
        by,
        reason: reason ?? null,
        inverse: null,
        undoes: null,
      };
      await recordCommand(trx, { ...row, identifiers: [] }, {});
    }),
  );
  let customers = 0;
  let moved = 0;
  let after: string | undefined;
  // Ids begin with the time: whoever is new from now on comes after this one, and is linked under these rules anyway.
  const upTo = await lastId(database.kysely);
  for (
    let ids = await idsAfter(database.kysely, after, upTo);
    ids.length > 0;
    ids = await idsAfter(database.kysely, after, upTo)
  ) {
    moved += await untilDone((lockAlso, alone) =>
      database.transaction(async (trx) => {
        const { rules: version } = await enter(trx, alone);
        const rules = rulesOf(await readRuleSet(trx, version));
        return resettleAll(trx, ids, {
          encoders,
          rules,
          lockAlso,
          now: now(),
          commandId,
        });
      }),
    );
    customers += ids.length;
    after = ids.at(-1);
  }
  return { customers, moved };
}

async function resettleAll(
  trx: Parameters<typeof write>[0],
  ids: ReadonlyArray<string>,
  deps: {
    encoders: IdentityEncoders;
    rules: Rules;
    lockAlso: ReadonlySet<string>;
    now: number;
    commandId: string;
  },
): Promise<number> {
  const { encoders, rules, lockAlso, now, commandId } = deps;
  const scope = {
    identifiers: [],
    customers: await stillActive(trx, ids),
    open: isLearnt,
    lockAlso,
    lock: true,
  };
  const before = await holdComponent(trx, scope);
  const learnt = [...before.identifiers.values()].filter(isLearnt);
  const ruled = learnt.map((row) => ({ before: row, after: { ...row, shared: false } }));
  const identifiers = new Map(before.identifiers);
  for (const { after } of ruled) identifiers.set(after.identifier, after);
  const component = { ...before, identifiers };
  const worked = resettleAmended({ component, changed: new Map(), ruled }, noAmendment, rules, now);
  // What is learnt again as it was needs no write.
  for (const [identifier, { before: was, after: is }] of worked.settlement.altered) {
    if (was.shared === is.shared && was.customerId === is.customerId)
      worked.settlement.altered.delete(identifier);
  }
  await write(trx, { ...worked, touched: [], traits: [] }, encoders, now, commandId);
  return [...worked.settlement.altered.values()].filter(
    ({ before: was, after: is }) => was.customerId !== is.customerId,
  ).length;
}

async function stillActive(trx: Executor, ids: ReadonlyArray<string>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct coalesce(merged_into, id)::text as id from identity.customers
    where id = any(${[...ids]}::uuid[]) and state <> 'erased'`.execute(trx);
  return rows.map(({ id }) => id);
}

/** The rules that hold. */
export async function currentRules({ kysely }: Database<IdentityTables>): Promise<RuleSet> {
  return readRuleSet(kysely, (await readEpoch(kysely)).rules);
}
