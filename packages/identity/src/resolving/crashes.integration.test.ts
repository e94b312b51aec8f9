import { setTimeout as delay } from 'node:timers/promises';
import { CodedError, isRetryable } from '@throughline/errors';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import type { Command } from '../stewardship/commands.ts';
import { checkInvariants, components, events, jsonEncoders, openTestIdentity } from '../integration.ts';
import { randomOf } from '../drawing.ts';
import { createResolver, createStewardship } from '../index.ts';
import { interaction, person } from '../testing.ts';

const { database, resolver, identity, close } = await openTestIdentity();
afterAll(close);

/** As the runner does: again for as long as it may help. */
async function insisted<T>(work: () => Promise<T>): Promise<T | undefined> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CodedError && !error.retryable && error.status < 500) return undefined;
      if (!isRetryable(error)) throw error;
      await delay(5);
    }
  }
}

test('resolvers and commands over colliding identifiers, their connections killed in mid-transaction, end consistent', async () => {
  // What is done can be run again; how it interleaves cannot.
  const random = randomOf(7);
  const email = () => `email:a${random(25)}@x.io`;
  const phone = () => `phone:+49151000${100 + random(30)}`;
  const batch = Array.from({ length: 400 }, (_, index) =>
    interaction(
      `i${index}`,
      [
        person([email(), ...(random(2) ? [phone()] : []), `cookie:k${random(60)}?`], {
          name: `N${random(5)}`,
        }),
      ],
      { occurredAt: index, conversationId: random(3) === 0 ? `t:a:${random(20)}` : null },
    ),
  );
  const anybody = () => (random(2) ? email() : phone());
  const commands = Array.from({ length: 60 }, (_, index): Command => {
    const pair = [anybody(), anybody()] as const;
    const kinds: Command[] = [
      { kind: 'cut', edge: pair },
      { kind: 'cut-identifier', identifier: pair[0] },
      { kind: 'link', pairs: [pair] },
      { kind: 'never-link', pairs: [pair] },
      { kind: 'mark-shared', identifier: pair[0] },
      { kind: 'unmark-shared', identifier: pair[0] },
      { kind: 'reassign', identifier: phone(), at: 1 + random(400) },
      { kind: 'undo', command: `c${random(index + 1)}` },
    ];
    return kinds[random(kinds.length)] ?? { kind: 'link', pairs: [pair] };
  });
  const seen = new Set<string>();
  const resolving = [0, 1, 2].map(async (share) => {
    const own = createResolver({ database, encoders: jsonEncoders });
    const part = batch.filter((_, index) => index % 3 === share || index % 7 === 0);
    for (let from = 0; from < part.length; from += 20) {
      const records = await insisted(() => own.resolve(part.slice(from, from + 20)));
      for (const { customerId } of records?.flat() ?? []) seen.add(customerId);
    }
  });
  const ordering = [0, 1].map(async (share) => {
    const own = createStewardship({ database, encoders: jsonEncoders });
    for (const [index, command] of commands.entries()) {
      // One in five is ordered by both, under one id.
      if (index % 2 !== share && index % 5 !== 0) continue;
      await insisted(() => own.execute(command, { commandId: `c${index}`, by: 'ann' }));
    }
  });
  const erasing = (async () => {
    const own = createStewardship({ database, encoders: jsonEncoders });
    for (const index of [0, 1, 2, 3]) {
      await delay(300);
      const address = email();
      const id = (await insisted(() => identity.customersOf([address])))?.get(address);
      if (id) await insisted(() => own.erase(id, { commandId: `e${index}`, by: 'ann' }));
    }
  })();
  let isOver = false;
  let killed = 0;
  const killer = await database.connect();
  const killing = (async () => {
    // Not for ever: with the machine busy, nothing would ever be done within the time between two.
    while (!isOver && killed < 40) {
      const { rowCount } = await killer.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state in ('active', 'idle in transaction')
        order by random() limit 1`);
      killed += rowCount ?? 0;
      await delay(100);
    }
  })();
  await Promise.all([...resolving, ...ordering, erasing]);
  isOver = true;
  await killing;
  await killer.end();

  expect(killed).toBeGreaterThan(5);
  await checkInvariants(database);
  // What came while a value was taken for many people's tells of links only when it comes again: from then on nothing changes.
  await resolver.resolve(batch);
  await checkInvariants(database);
  const before = await components(database);
  await resolver.resolve(batch.toReversed());
  await checkInvariants(database);
  expect(await components(database)).toEqual(before);
  for (const id of seen) expect((await identity.customer(id))?.state).toMatch(/^(active|erased)$/);
  const { versionsByKey } = await events(database);
  for (const versions of versionsByKey.values()) {
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b));
  }
  const { rows } = await sql<{ id: string }>`select id from identity.commands`.execute(database.kysely);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
}, 240_000);
