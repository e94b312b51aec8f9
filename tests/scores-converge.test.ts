import { createDatabase, migrate } from '@throughline/database';
import { createIdentity, createResolver, createStewardship, migrations } from '@throughline/identity';
import type { IdentityTables } from '@throughline/identity';
import { interaction, person } from '@throughline/identity/testing';
import type { IdentifierAssignment, Interaction, ResolvedInteraction } from '@throughline/schemas';
import { createScoring, defaultRuleSet, migrations as scoringMigrations } from '@throughline/scoring';
import type { ScoringTables } from '@throughline/scoring';
import { testStack } from '@throughline/stack/testing';
import * as fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';

/**
 * Identity and scoring together, each on its own schema: the same interactions end in the same customers with the same
 * scores, in whatever order, how often and in which batches they come, and whichever of what identity tells comes first.
 */
const NOW = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const encoder = { encode: json };
const encoders = { customers: encoder, identifiers: encoder, identity: encoder };

const stack = await testStack();
const { url } = await stack.createDatabase();
await migrate({ url, ...migrations });
await migrate({ url, ...scoringMigrations });
const identityStore = createDatabase<IdentityTables>({ url, schema: 'identity', applicationName: 'test' });
const scoringStore = createDatabase<ScoringTables>({ url, schema: 'scoring', applicationName: 'test' });
const resolver = createResolver({ database: identityStore, encoders });
const stewardship = createStewardship({ database: identityStore, encoders });
const identity = createIdentity({ database: identityStore });
const scoring = createScoring({
  database: scoringStore,
  encode: { score: json, signal: json },
  ruleSet: () => defaultRuleSet,
  now: () => NOW,
});
afterAll(async () => {
  await identityStore.close();
  await scoringStore.close();
  await stack.cleanUp();
});

const names = [
  'email:a@x.io',
  'email:b@x.io',
  'email:b@x.io?',
  'phone:+4915111111',
  'cookie:k1?',
  'cookie:k2?',
];
names.push('user:u1', 'user:u2', 'hubspot-contact:1:7', 'hubspot-contact:1:8');
const drawn = fc.array(
  fc.record({
    identifiers: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
    event: fc.constantFrom('viewed', 'question_asked', 'downloaded', 'cta_clicked'),
    hoursAgo: fc.nat(200),
  }),
  { minLength: 1, maxLength: 12 },
);
/** Where the next piece begins and what comes next: numbers to be used as one goes along. */
const choices = fc.array(fc.nat(997), { minLength: 40, maxLength: 40 });

async function wipe(): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('identity', 'scoring') and tablename not in ('migrations', 'salt', 'epoch')`.execute(
    identityStore.kysely,
  );
  await sql.raw(`truncate ${rows.map(({ name }) => name).join(', ')}`).execute(identityStore.kysely);
}

/** What identity has told since it was last asked, in its order. */
async function assignmentsTold(): Promise<IdentifierAssignment[]> {
  const { rows } = await sql<{ value: Buffer }>`
    with told as (delete from identity.outbox returning id, topic, value)
    select value from told where topic = 'customers.identifiers' and value is not null order by id`.execute(
    identityStore.kysely,
  );
  return rows.map(({ value }) => JSON.parse(value.toString()) as IdentifierAssignment);
}

const chooser = (numbers: ReadonlyArray<number>) => {
  let at = 0;
  return (below: number) => (numbers[at++ % numbers.length] ?? 0) % Math.max(1, below);
};

/** Scores interactions and assignments in an order of choice, each kind's own kept per key, some of them twice. */
async function takeIn(
  views: ReadonlyArray<ResolvedInteraction>,
  assignments: ReadonlyArray<IdentifierAssignment>,
  choose: (below: number) => number,
): Promise<void> {
  const left = { views: [...views], assignments: [...assignments] };
  while (left.views.length + left.assignments.length > 0) {
    const size = 1 + choose(4);
    if (left.views.length > 0 && choose(2) === 0) {
      const batch = left.views.splice(choose(left.views.length), size);
      await scoring.score(batch);
      if (choose(3) === 0) await scoring.score(batch.toReversed());
    } else {
      await scoring.assign(left.assignments.splice(0, size));
    }
  }
}

/** Scores by who has them: the customer's identifiers, for ids are random. */
async function scores(): Promise<Record<string, { value: number; contributions: number }>> {
  const { rows } = await sql<{ anchors: string[]; value: number; contributions: number }>`
    select coalesce(array_agg(i.identifier order by i.identifier collate "C") filter (where i.identifier is not null),
      array['nobody']) as anchors, s.value, s.contributions
    from scoring.scores s left join identity.identifiers i on i.customer_id = s.customer_id::uuid
    where s.contributions > 0 group by s.customer_id, s.value, s.contributions`.execute(identityStore.kysely);
  const entries = rows.map(({ anchors, value, contributions }) => {
    return [anchors.join(' '), { value: Number(value.toFixed(6)), contributions }] as const;
  });
  return Object.fromEntries(entries);
}

const interactionsOf = (list: ReadonlyArray<{ identifiers: string[]; event: string; hoursAgo: number }>) =>
  list.map(({ identifiers, event, hoursAgo }, index): Interaction =>
    interaction(`i${String(index).padStart(2, '0')}`, [person(identifiers)], {
      ...{ kind: 'event', event, channel: 'web', family: 'web' },
      occurredAt: NOW - hoursAgo * HOUR,
    }),
  );

/** From interactions, in batches of any size, to scores. */
async function live(batch: ReadonlyArray<Interaction>, choose: (below: number) => number): Promise<void> {
  const views: ResolvedInteraction[] = [];
  for (let from = 0; from < batch.length;) {
    const size = 1 + choose(batch.length);
    views.push(...(await resolver.resolve(batch.slice(from, from + size))).flat());
    from += size;
  }
  await takeIn(views, await assignmentsTold(), choose);
}

test('any order, duplication and partition ends in the same scores; a cut taken back restores them', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(drawn, choices, choices, async (list, one, other) => {
      run += 1;
      const batch = interactionsOf(list);
      await wipe();
      await live(batch, chooser(one));
      const first = await scores();
      // Whatever somebody did brings points, and all of them count for somebody.
      expect(Object.keys(first)).not.toEqual([]);
      expect(first['nobody']).toBeUndefined();

      await wipe();
      const choose = chooser(other);
      const turn = choose(batch.length);
      await live([...batch.slice(turn), ...batch.toReversed()], choose);
      expect(await scores()).toEqual(first);

      const edge = (await Promise.all([...new Set(names.map((name) => name.replace('?', '')))].map(edgesOf)))
        .flat()
        .find(({ accepted }) => accepted);
      if (!edge) return;
      const command = { kind: 'cut' as const, edge: [edge.from, edge.to] as const };
      await stewardship.execute(command, { commandId: `cut-${run}`, by: 'ann' });
      await takeIn([], await assignmentsTold(), choose);
      await stewardship.execute(
        { kind: 'undo', command: `cut-${run}` },
        { commandId: `undo-${run}`, by: 'ann' },
      );
      await takeIn([], await assignmentsTold(), choose);
      expect(await scores()).toEqual(first);
    }),
    {
      numRuns: Number(process.env['IDENTITY_RUNS'] ?? 25),
      interruptAfterTimeLimit: 200_000,
      markInterruptAsFailure: true,
    },
  );
}, 240_000);

async function edgesOf(identifier: string) {
  const customer = (await identity.customersOf([identifier])).get(identifier);
  return customer === undefined ? [] : identity.edgesOf(customer);
}
