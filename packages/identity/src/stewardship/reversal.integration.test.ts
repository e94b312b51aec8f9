import { CodedError } from '@throughline/errors';
import * as fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import type { Command } from './commands.ts';
import { drawn, interactionsOf, names } from '../drawing.ts';
import { checkInvariants, components, openTestIdentity, wipe } from '../integration.ts';

const { database, resolver, identity, stewardship, close } = await openTestIdentity();
afterAll(close);

const identifiers = [...new Set(names.map((name) => name.replace('?', '')))];
const one = fc.constantFrom(...identifiers);
const two = fc.uniqueArray(one, { minLength: 2, maxLength: 2 }).map(([a = '', b = '']) => [a, b] as const);
const commands: fc.Arbitrary<Command> = fc.oneof(
  two.map((edge) => ({ kind: 'cut' as const, edge })),
  one.map((identifier) => ({ kind: 'cut-identifier' as const, identifier })),
  two.map((pair) => ({ kind: 'never-link' as const, pairs: [pair] })),
  two.map((pair) => ({ kind: 'link' as const, pairs: [pair] })),
  fc.record({
    kind: fc.constantFrom('mark-shared' as const, 'unmark-shared' as const, 'block' as const),
    identifier: one,
  }),
);

/** Everything that is believed now, up to the names of ids. */
async function believed() {
  const { rows: edges } = await sql`
    select low, high, kind, verified, first_at, last_at, accepted, refusal from identity.edges
    where withdrawn_at is null order by low, high, kind`.execute(database.kysely);
  const { rows: cannot } = await sql`
    select low, high from identity.cannot_links where withdrawn_at is null order by 1, 2`.execute(
    database.kysely,
  );
  const all = await components(database);
  const owners = await identity.customersOf(all.map(([least]) => least ?? ''));
  const customers = await Promise.all(
    all.map(async ([least]) => (await identity.customer(owners.get(least ?? '') ?? ''))?.traits),
  );
  return { components: all, customers, edges, cannot };
}

/** @returns whether the command was one that could be executed */
async function tried(command: Command, commandId: string): Promise<boolean> {
  try {
    await stewardship.execute(command, { commandId, by: 'ann' });
    return true;
  } catch (error) {
    if (error instanceof CodedError && error.status < 500) return false;
    throw error;
  }
}

test('whatever is ordered holds every invariant, and undone restores exactly what was; every id ever issued resolves', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(drawn, fc.array(commands, { minLength: 1, maxLength: 5 }), async (list, ordered) => {
      await wipe(database);
      run += 1;
      const batch = interactionsOf(list);
      await resolver.resolve(batch);
      const before = await believed();
      const done: string[] = [];
      for (const [index, command] of ordered.entries()) {
        const id = `${run}-${index}`;
        const foreseen = await stewardship.preview(command).catch(() => undefined);
        if (!(await tried(command, id))) continue;
        done.push(id);
        await checkInvariants(database);
        const [shown] = await stewardship.commands({ limit: 1 });
        expect(foreseen?.moveCount).toBe(shown?.consequence.moveCount);
      }
      const ordinary = ordered.every(({ kind }) => !kind.includes('shared') && kind !== 'block');
      const after = await components(database);
      if (ordinary) {
        await resolver.resolve(batch.toReversed());
        await checkInvariants(database);
        expect(await components(database)).toEqual(after);
      }
      for (const id of done.toReversed()) {
        expect(await tried({ kind: 'undo', command: id }, `undo-${id}`)).toBe(true);
        await checkInvariants(database);
      }
      expect(await believed()).toEqual(before);
      const { rows } = await sql<{ id: string }>`select id::text as id from identity.customers`.execute(
        database.kysely,
      );
      for (const { id } of rows) expect((await identity.customer(id))?.state).toBe('active');
      await resolver.resolve(batch.toReversed());
      expect((await believed()).components).toEqual(before.components);
    }),
    { numRuns: Number(process.env['IDENTITY_RUNS'] ?? 25) },
  );
}, 240_000);
