import { setTimeout as delay } from 'node:timers/promises';
import type { Interaction } from '@throughline/schemas';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { checkInvariants, components, openTestIdentity, wipe } from '../integration.ts';
import { interaction, person } from '../testing.ts';

const { database, resolver, identity, stewardship, customerOf, close } = await openTestIdentity();
afterAll(close);
beforeEach(() => wipe(database));

const say = (
  id: string,
  identifiers: string[],
  more: Partial<Interaction> = {},
  name: string | null = null,
) => interaction(id, [person(identifiers, { name })], more);
const a = 'email:a@x.io';
const b = 'email:b@x.io';
const phone = 'phone:+4915112345';

/** A moment of the database's clock after all that was done so far and before all that follows. */
async function moment(): Promise<number> {
  await delay(5);
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(database.kysely);
  await delay(5);
  return (rows[0]?.at ?? new Date(0)).getTime();
}

describe('as known on a date', () => {
  test('customers, their values and identifiers are what was believed then', async () => {
    const never = await moment();
    await resolver.resolve([say('i1', [a], { occurredAt: 1 }, 'Ann')]);
    await resolver.resolve([say('i2', [b], { occurredAt: 2 }, 'Bob')]);
    const [first, second] = [await customerOf(a), await customerOf(b)];
    const apart = await moment();
    await resolver.resolve([say('i3', [a, b], { occurredAt: 3 })]);
    const together = await moment();
    await stewardship.execute({ kind: 'cut', edge: [a, b] }, { commandId: 'c', by: 'ann' });
    const again = await moment();

    const then = async (id: string, at: number) => {
      const known = await identity.customerAsOf(id, at);
      return (
        known && [
          known.customerId,
          known.traits['name']?.value,
          known.identifiers.map(({ identifier }) => identifier),
        ]
      );
    };
    expect(await then(first, never)).toBeUndefined();
    expect(await then(first, apart)).toEqual([first, 'Ann', [a]]);
    expect(await then(second, apart)).toEqual([second, 'Bob', [b]]);
    expect(await then(first, together)).toEqual([first, 'Bob', [a, b]]);
    expect(await then(second, together)).toEqual([first, 'Bob', [a, b]]);
    expect(await then(first, again)).toEqual([first, 'Ann', [a]]);
    expect(await then(second, again)).toEqual([second, 'Bob', [b]]);
    expect((await identity.identifiersAsOf(second, together)).map(({ value }) => value)).toEqual([
      'a@x.io',
      'b@x.io',
    ]);
  });
});

describe('profiles', () => {
  test('what was proved outranks a vendor’s record, that a claim; among equals the latest', async () => {
    await resolver.resolve([
      say('i1', [a], { occurredAt: 10 }, 'Proved'),
      say('i2', [a], { occurredAt: 20, kind: 'record' }, 'Record'),
      say('i3', [`${a}?`], { occurredAt: 30 }, 'Claimed'),
    ]);
    const name = async () => (await identity.customer(await customerOf(a)))?.traits['name'];
    expect(await name()).toMatchObject({ value: 'Proved', source: 'verified', interactionId: 'i1' });
    await resolver.resolve([say('i4', [a], { occurredAt: 40 }, 'Later')]);
    expect(await name()).toMatchObject({ value: 'Later', interactionId: 'i4' });
    await checkInvariants(database);
  });
});

describe('conflicts', () => {
  const contact = (id: number) => `hubspot-contact:1:${id}`;
  const refuse = async () => {
    await resolver.resolve([say('i1', [contact(1), phone], { occurredAt: 1 })]);
    await resolver.resolve([say('i2', [contact(2), phone], { occurredAt: 2 })]);
    await resolver.resolve([say('i3', [a], { occurredAt: 3 }), say('i4', [b], { occurredAt: 3 })]);
    await resolver.resolve([say('i5', ['cookie:k?', `${a}?`, `${b}?`], { occurredAt: 4 })]);
  };

  test('are told by pair of customers with the evidence of both sides, page by page', async () => {
    await refuse();
    const all = await stewardship.conflicts({ limit: 10 });
    expect(all.next).toBeNull();
    const exclusive = all.items.find(({ edges }) =>
      edges.some(({ refusal }) => refusal?.startsWith('exclusive')),
    );
    expect(exclusive?.edges).toMatchObject([
      { firstInteraction: 'i2', firstDigest: 'digest-i2', kind: 'observed' },
    ]);
    const sides = exclusive?.sides.map(({ identifiers }) =>
      identifiers.map(({ identifier }) => identifier).sort(),
    );
    expect(sides).toEqual(expect.arrayContaining([[contact(1), phone], [contact(2)]]));
    expect(all.items.some(({ edges }) => edges.some(({ refusal }) => refusal === 'claimed'))).toBe(true);

    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await stewardship.conflicts({ limit: 1, ...(cursor && { cursor }) });
      pages.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(pages).toEqual(all.items.map(({ id }) => id));
  });

  test('leave the queue when a person says that they are two, and join when it is one', async () => {
    await refuse();
    const { items } = await stewardship.conflicts({ limit: 10 });
    const claimed = items.find(({ edges }) => edges.some(({ refusal }) => refusal === 'claimed'));
    const exclusive = items.find(({ edges }) =>
      edges.some(({ refusal }) => refusal?.startsWith('exclusive')),
    );
    await stewardship.resolveConflict(exclusive?.id ?? '', 'never-link', { commandId: 'two', by: 'ann' });
    const one = await stewardship.resolveConflict(claimed?.id ?? '', 'link', { commandId: 'one', by: 'ann' });
    expect(
      await stewardship.resolveConflict(claimed?.id ?? '', 'link', { commandId: 'one', by: 'ann' }),
    ).toEqual(one);
    expect((await stewardship.conflicts({ limit: 10 })).items).toEqual([]);
    expect(await components(database)).toEqual([['cookie:k', a, b], [contact(1), phone], [contact(2)]]);
    await checkInvariants(database);
  });
});

describe('ways to write an address', () => {
  test('one mailbox by its provider’s rule is one person’s, and shown as it was written', async () => {
    await resolver.resolve([
      say('i1', ['email:Jane.Doe+shop@GoogleMail.com', phone], { occurredAt: 1 }),
      say('i2', ['email:janedoe@gmail.com', 'cookie:k?'], { occurredAt: 2 }),
      say('i3', ['email:j.doe@x.io'], { occurredAt: 3 }),
      say('i4', ['email:jdoe@x.io'], { occurredAt: 4 }),
    ]);
    expect(await components(database)).toEqual([
      ['cookie:k', 'email:jane.doe+shop@googlemail.com', 'email:janedoe@gmail.com', phone],
      ['email:j.doe@x.io'],
      ['email:jdoe@x.io'],
    ]);
    await checkInvariants(database);
  });

  test('domains that only look alike are never linked but by a person, and flagged', async () => {
    const [real, false_] = ['email:a@apple.com', 'email:a@аррӏе.com'];
    await resolver.resolve([say('i1', [real, false_, phone])]);
    expect(new Set([await customerOf(real), await customerOf(false_)]).size).toBe(2);
    const shown = await identity.identifiersOf(await customerOf(false_));
    expect(shown.find(({ identifier }) => identifier === false_)?.suspicious).toBe(true);
    expect(
      (await stewardship.conflicts({ limit: 5 })).items[0]?.edges.some(
        ({ refusal }) => refusal === 'confusable',
      ),
    ).toBe(true);
    await checkInvariants(database);
    await resolver.resolve([say('i2', ['email:a@XN--80AK6AA92E.com'])]);
    await stewardship.execute({ kind: 'link', pairs: [[real, false_]] }, { commandId: 'l', by: 'ann' });
    expect(await customerOf(real)).toBe(await customerOf(false_));
    await checkInvariants(database);
  });
});
