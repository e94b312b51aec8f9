import * as fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { checkInvariants, components, openTestIdentity, wipe } from '../integration.ts';
import { interaction, person } from '../testing.ts';

const { database, resolver, stewardship, close } = await openTestIdentity();
afterAll(close);
beforeEach(() => wipe(database));

const [ann, bob] = ['email:ann@x.io', 'email:bob@x.io'];
let counter = 0;
const seen = (identifiers: ReadonlyArray<string>, at = (counter += 1)) =>
  interaction(`i${(counter += 1)}`, [person(identifiers)], { occurredAt: at });
/** Ann and Bob, each with a cookie, and both contested. */
async function contested() {
  await resolver.resolve([seen([ann, 'cookie:a0?']), seen([bob, 'cookie:b0?'])]);
  await stewardship.execute(
    { kind: 'never-link', pairs: [[ann, bob]] },
    { commandId: `n${counter}`, by: 'ann' },
  );
}

test('a contested customer gains devices, new or seen earlier than was known', async () => {
  await contested();
  await resolver.resolve([seen([ann, 'cookie:a1?']), seen([ann, 'cookie:a2?']), seen([ann, 'cookie:a1?'])]);
  await resolver.resolve([seen([ann, 'cookie:a1?'], 0), seen([ann, 'cookie:a3?'], 0)]);
  await checkInvariants(database);
  expect(await components(database)).toEqual([
    ['cookie:a0', 'cookie:a1', 'cookie:a2', 'cookie:a3', ann],
    ['cookie:b0', bob],
  ]);
});

test('a device that both have used is weighed with all that is known of both', async () => {
  await contested();
  await resolver.resolve([seen([ann, 'cookie:k?'], 10)]);
  await resolver.resolve([seen([bob, 'cookie:k?'], 5)]);
  await checkInvariants(database);
  await resolver.resolve([seen([ann, 'cookie:k?'], 1)]);
  await checkInvariants(database);
});

test('one device too many says that an address is many people’s', async () => {
  await stewardship.applyRules({ sharedAbove: { cookie: 2 } }, { commandId: `r${counter}`, by: 'ann' });
  await contested();
  for (const number of [1, 2, 3, 4]) {
    await resolver.resolve([seen([ann, `cookie:a${number}?`])]);
    await checkInvariants(database);
  }
  expect(await components(database)).toContainEqual([ann]);
});

test('whatever devices contested customers come with, in any order and batches, every invariant holds', async () => {
  const who = fc.constantFrom(ann, bob, 'email:cid@x.io?', 'phone:+4915112345678');
  const device = fc.constantFrom('cookie:1?', 'cookie:2?', 'cookie:3?', 'session:4', 'session:5?');
  const visit = fc.record({
    identifiers: fc.tuple(fc.uniqueArray(who, { maxLength: 2 }), fc.uniqueArray(device, { maxLength: 2 })),
    at: fc.nat(3),
  });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(visit, { maxLength: 12 }),
      fc.integer({ min: 1, max: 3 }),
      async (visits, size) => {
        await wipe(database);
        await stewardship.applyRules(
          { limits: { cookie: 2 }, sharedAbove: { cookie: 2, session: 1 } },
          { commandId: `p${(run += 1)}`, by: 'ann' },
        );
        await contested();
        for (let from = 0; from < visits.length; from += size) {
          const batch = visits.slice(from, from + size);
          await resolver.resolve(batch.map(({ identifiers, at }) => seen(identifiers.flat(), at)));
          await checkInvariants(database);
        }
      },
    ),
    {
      numRuns: Number(process.env['IDENTITY_RUNS'] ?? 20),
      interruptAfterTimeLimit: 100_000,
      markInterruptAsFailure: true,
    },
  );
}, 120_000);
