import * as fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { checkInvariants, components, events, jsonEncoders, openTestIdentity, wipe } from '../integration.ts';
import { drawn, interactionsOf, randomOf } from '../drawing.ts';
import { createResolver } from '../index.ts';
import { interaction, person } from '../testing.ts';

const { database, resolver, identity, stewardship, close } = await openTestIdentity();
afterAll(close);
beforeEach(() => wipe(database));

/** A failure is told with its seed before the test's time is up, however far it has been shrunk. */
const bounded = { interruptAfterTimeLimit: 200_000, markInterruptAsFailure: true };

describe('for any interactions', () => {
  test('any order, duplication and partition into batches ends in the same customers and profiles', async () => {
    await fc.assert(
      fc.asyncProperty(
        drawn,
        fc.array(fc.nat(3), { minLength: 28, maxLength: 28 }),
        fc.nat(),
        async (list, cuts, turn) => {
          const batch = interactionsOf(list);
          await wipe(database);
          await resolver.resolve(batch);
          const whole = { components: await components(database), profiles: await profiles() };
          const learntAtOnce = await hasLearnt();
          await checkInvariants(database);
          await wipe(database);
          const turned = [...batch.slice(turn % batch.length), ...batch.toReversed()];
          for (let from = 0, cut = 0; from < turned.length; cut += 1) {
            const size = 1 + (cuts[cut] ?? 0);
            await resolver.resolve(turned.slice(from, from + size));
            from += size;
          }
          await checkInvariants(database);
          // What is learnt as shared is an assertion from then on: what came before it keeps its anchor and its edges.
          if (learntAtOnce || (await hasLearnt())) return;
          expect({ components: await components(database), profiles: await profiles() }).toEqual(whole);
        },
      ),
      { numRuns: Number(process.env['IDENTITY_RUNS'] ?? 40), ...bounded },
    );
  }, 240_000);

  test('where values are soon learnt as shared, every invariant holds after each batch', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(drawn, fc.integer({ min: 1, max: 4 }), async (list, size) => {
        await wipe(database);
        const sharedAbove = { email: 2, phone: 1, cookie: 1, 'hubspot-contact': 2 };
        const authority = { commandId: `rules-${(run += 1)}`, by: 'ann' };
        await stewardship.applyRules({ limits: { email: 3, phone: 2 }, sharedAbove }, authority);
        const batch = interactionsOf(list);
        for (let from = 0; from < batch.length; from += size) {
          await resolver.resolve(batch.slice(from, from + size));
          await checkInvariants(database);
        }
      }),
      { numRuns: Number(process.env['IDENTITY_RUNS'] ?? 20), ...bounded },
    );
  }, 240_000);

  test('what was said earlier in a day, and is heard of later, counts in the profile as if it had been heard of first', async () => {
    const said = (id: string, name: string, occurredAt: number) =>
      interaction(id, [person(['email:a@x.io'], { name })], { occurredAt });
    const list = [said('i1', 'Bob', 3_000), said('i2', 'Ann', 2_000), said('i3', 'Bob', 1_000)];
    await resolver.resolve(list);
    const [whole] = await profiles();
    expect(whole?.['name']).toMatchObject({ value: 'Ann', interactionId: 'i2' });
    await wipe(database);
    for (const one of list) await resolver.resolve([one]);
    expect(await profiles()).toEqual([whole]);
    await checkInvariants(database);
  });

  const hasLearnt = async () => {
    const { rows } = await sql`select from identity.shared_values limit 1`.execute(database.kysely);
    return rows.length > 0;
  };

  const profiles = async () => {
    const all = (await components(database)).map(([least]) => least ?? '');
    const owners = await identity.customersOf(all);
    return Promise.all(all.map(async (least) => (await identity.customer(owners.get(least) ?? ''))?.traits));
  };
});

describe('several resolvers', () => {
  test('over the same hot identifiers end as one would, and no deadlock comes out', async () => {
    const random = randomOf(42);
    const batch = Array.from({ length: 600 }, (_, index) =>
      interaction(
        `i${index}`,
        [
          person(
            [
              `email:a${random(60)}@x.io`,
              ...(random(2) ? [`phone:+49151000${100 + random(90)}`] : []),
              `cookie:k${random(200)}?`,
            ],
            {
              name: `N${random(5)}`,
            },
          ),
        ],
        { occurredAt: index, conversationId: random(3) === 0 ? `t:a:${random(20)}` : null },
      ),
    );
    const shares = [0, 1, 2, 3, 4].map((share) => batch.filter((_, index) => index % 4 === share % 4));
    await Promise.all(
      shares.map(async (share) => {
        const own = createResolver({ database, encoders: jsonEncoders });
        for (let from = 0; from < share.length; from += 25) await own.resolve(share.slice(from, from + 25));
      }),
    );
    await checkInvariants(database);
    const together = await components(database);
    const { versionsByKey } = await events(database);
    for (const versions of versionsByKey.values()) expect(new Set(versions).size).toBe(versions.length);
    await wipe(database);
    await resolver.resolve(batch);
    expect(await components(database)).toEqual(together);
  }, 60_000);
});
