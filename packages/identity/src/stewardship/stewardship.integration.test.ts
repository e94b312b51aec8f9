import type { Interaction } from '@throughline/schemas';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Command } from './commands.ts';
import { holderAt } from '../knowledge/identity.ts';
import { checkInvariants, components, events, openTestIdentity, wipe } from '../integration.ts';
import { interaction, person } from '../testing.ts';

const { database, resolver, identity, stewardship, customerOf, close } = await openTestIdentity();
afterAll(close);
beforeEach(() => wipe(database));

let count = 0;
const order = (command: Command, commandId = `c${(count += 1)}`) =>
  stewardship.execute(command, { commandId, by: 'ann', reason: 'because' });
const always = { validFrom: null, validTo: null };
const say = (id: string, identifiers: string[], more: Partial<Interaction> = {}) =>
  interaction(id, [person(identifiers)], more);
const a = 'email:a@x.io';
const b = 'email:b@x.io';
const phone = 'phone:+4915112345';

describe('cutting', () => {
  test('an edge: splits that component alone, tells it with the evidence, and lasts over replay', async () => {
    const batch = [
      say('i1', [a, phone]),
      say('i2', [phone, b], { conversationId: 't:a:1' }),
      say('i3', ['email:c@x.io']),
    ];
    await resolver.resolve(batch);
    const before = await customerOf(a);
    const foreseen = await stewardship.preview({ kind: 'cut', edge: [phone, b] });
    expect(await customerOf(b)).toBe(before);
    const told = (await events(database)).changes.length;
    const done = await order({ kind: 'cut', edge: [b, phone] });

    expect(await components(database)).toEqual([['conversation:t:a:1', b], [a, phone], ['email:c@x.io']]);
    const to = await customerOf(b);
    expect(done.moves.toSorted((one, other) => (one.anchor < other.anchor ? -1 : 1))).toEqual([
      { anchor: 'conversation:t:a:1', ...always, from: before, to },
      { anchor: b, ...always, from: before, to },
    ]);
    const shape = (one: typeof done) => one.customers.map(({ identifiers, isNew }) => [identifiers, isNew]);
    expect(shape(foreseen)).toEqual(shape(done));
    expect(shape(done)).toEqual([
      [[a, phone], false],
      [[b], true],
    ]);
    const changes = (await events(database)).changes.slice(told);
    expect(changes).toMatchObject([
      {
        change: 'split',
        otherCustomerId: before,
        fromIdentifier: b,
        toIdentifier: phone,
        interactionId: 'i2',
        digest: 'digest-i2',
      },
    ]);
    expect((await events(database)).assignments.findLast(({ identifier }) => identifier === b)).toMatchObject(
      { customerId: to, version: 2 },
    );
    await checkInvariants(database);
    await resolver.resolve(batch);
    expect(await components(database)).toHaveLength(3);
    await checkInvariants(database);
  });

  test('an identifier: what hangs on it alone goes along, all else stays', async () => {
    await resolver.resolve([
      say('i1', [a, phone]),
      say('i2', [a, b]),
      say('i3', [b, phone]),
      say('i4', [b, 'cookie:k?']),
      say('i5', [a, 'cookie:l?']),
    ]);
    await order({ kind: 'cut-identifier', identifier: b });
    expect(await components(database)).toEqual([
      ['cookie:k', b],
      ['cookie:l', a, phone],
    ]);
    await checkInvariants(database);
  });

  test('and undoing restores the customers, their traits and anchors, under the ids that they had', async () => {
    const named = (id: string, who: string, identifiers: string[], at: number) =>
      interaction(id, [person(identifiers, { name: who })], { occurredAt: at, conversationId: `t:a:${id}` });
    await resolver.resolve([named('i1', 'Ann', [a, phone], 1), named('i2', 'Bob', [phone, b], 2)]);
    const id = await customerOf(a);
    const before = [
      await components(database),
      (await identity.customer(id))?.traits,
      await identity.edgesOf(id),
    ];
    await order({ kind: 'cut-identifier', identifier: b }, 'cut');
    const other = await customerOf(b);
    expect(other).not.toBe(id);
    expect((await identity.customer(id))?.traits['name']?.value).toBe('Ann');
    expect((await identity.customer(other))?.traits['name']?.value).toBe('Bob');
    await order({ kind: 'undo', command: 'cut' });
    expect([
      await components(database),
      (await identity.customer(id))?.traits,
      await identity.edgesOf(id),
    ]).toEqual(before);
    expect((await identity.customer(other))?.customerId).toBe(id);
    await checkInvariants(database);
    await expect(order({ kind: 'undo', command: 'cut' })).rejects.toMatchObject({
      code: 'identity.already-undone',
    });
  });
});

describe('linking', () => {
  test('joins what a person says is one, and undoing parts them again', async () => {
    for (const one of [say('i1', [a]), say('i2', [b])]) await resolver.resolve([one]);
    const [first, second] = [await customerOf(a), await customerOf(b)];
    const foreseen = await stewardship.preview({ kind: 'link', pairs: [[b, a]] });
    expect(foreseen.customers).toMatchObject([
      { customerId: first, takesOver: [second], identifiers: [a, b] },
    ]);
    await order({ kind: 'link', pairs: [[b, a]] }, 'link');
    expect((await identity.customer(second))?.customerId).toBe(first);
    expect((await identity.edgesOf(first))[0]).toMatchObject({
      kind: 'person',
      firstInteraction: 'command:link',
    });
    await order({ kind: 'undo', command: 'link' });
    expect(await customerOf(b)).toBe(second);
    await checkInvariants(database);
  });

  test('never-link outlasts evidence; a later link takes it back', async () => {
    await resolver.resolve([say('i1', [a]), say('i2', [b])]);
    await order({ kind: 'never-link', pairs: [[a, b]] });
    await resolver.resolve([say('i3', [a, b])]);
    expect(await components(database)).toEqual([[a], [b]]);
    await checkInvariants(database);
    await order({ kind: 'link', pairs: [[a, b]] });
    expect(await components(database)).toEqual([[a, b]]);
    await checkInvariants(database);
  });

  test('the same command again is answered and not executed; its id is no other’s', async () => {
    await resolver.resolve([say('i1', [a]), say('i2', [b])]);
    const one = await order({ kind: 'link', pairs: [[a, b]] }, 'once');
    const told = await events(database);
    expect(await order({ kind: 'link', pairs: [[a, b]] }, 'once')).toEqual(one);
    expect(await events(database)).toEqual(told);
    await expect(order({ kind: 'never-link', pairs: [[a, b]] }, 'once')).rejects.toMatchObject({
      code: 'identity.command-reused',
    });
    await expect(order({ kind: 'cut', edge: [a, 'email:z@x.io'] })).rejects.toMatchObject({ status: 404 });
    await expect(order({ kind: 'undo', command: 'none' })).rejects.toMatchObject({ status: 404 });
    expect(await stewardship.commands({ identifiers: [a], limit: 10 })).toMatchObject([
      { id: 'once', by: 'ann', reason: 'because', isReversible: true, undoneBy: null },
    ]);
  });
});

describe('ruling on values', () => {
  test('shared parts them, personal joins them again, each undone', async () => {
    await resolver.resolve([say('i1', [a, phone]), say('i2', [phone, b])]);
    await order({ kind: 'mark-shared', identifier: phone }, 'mark');
    expect(await components(database)).toEqual([[a], [b], [phone]]);
    await checkInvariants(database);
    await order({ kind: 'unmark-shared', identifier: phone }, 'unmark');
    expect(await components(database)).toEqual([[a, b, phone]]);
    await checkInvariants(database);
    await order({ kind: 'undo', command: 'unmark' });
    expect(await components(database)).toHaveLength(3);
    await order({ kind: 'undo', command: 'mark' });
    expect(await components(database)).toEqual([[a, b, phone]]);
    await checkInvariants(database);
  });

  test('what was learnt as shared is one person’s where somebody says so', async () => {
    const contact = (id: number) => `zendesk-user:1:${id}`;
    await resolver.resolve(
      [1, 2, 3, 4, 5, 6].map((id) => say(`i${id}`, [contact(id), phone], { occurredAt: id })),
    );
    expect(await components(database)).toHaveLength(7);
    await order({ kind: 'unmark-shared', identifier: phone });
    expect(await components(database)).toHaveLength(2);
    await checkInvariants(database);
    await resolver.resolve([say('i9', [contact(9), phone], { occurredAt: 9 })]);
    await checkInvariants(database);
  });

  test('a blocked value links nobody and anchors nothing, whether it was known or not', async () => {
    await order({ kind: 'block', identifier: b }, 'before');
    await resolver.resolve([say('i1', [a, phone])]);
    await order({ kind: 'block', identifier: phone }, 'known');
    const [, [record] = []] = await resolver.resolve([say('i1', [a, phone]), say('i2', [b, phone])]);
    expect(record?.anchors).toMatchObject([{ identifier: 'interaction:i2' }]);
    expect(await components(database)).toEqual([[a], ['interaction:i2'], [phone]]);
    await checkInvariants(database);
    await order({ kind: 'undo', command: 'before' });
    await order({ kind: 'undo', command: 'known' });
    await resolver.resolve([say('i3', [b, phone])]);
    expect(await components(database)).toEqual([[a, b, phone], ['interaction:i2']]);
    await checkInvariants(database);
  });

  test('a role address that one person has is theirs once somebody says so', async () => {
    await order({ kind: 'unmark-shared', identifier: 'email:info@tiny.io' });
    await resolver.resolve([say('i1', ['email:info@tiny.io', phone])]);
    expect(await components(database)).toHaveLength(1);
    await checkInvariants(database);
  });
});

describe('a recycled number', () => {
  const at = 1_000;
  test('what came before the time stays its former holder’s, whatever comes late; what comes after is another’s', async () => {
    const early = say('i1', [a, phone], { occurredAt: 10, conversationId: 't:a:1' });
    await resolver.resolve([
      early,
      interaction('i2', [person([phone], { name: 'Old' })], { occurredAt: 20 }),
    ]);
    const old = await customerOf(a);
    await order({ kind: 'reassign', identifier: phone, at }, 'recycled');
    await checkInvariants(database);
    const now = await customerOf(phone);
    expect(now).not.toBe(old);
    expect((await identity.customer(old))?.traits['name']?.value).toBe('Old');
    expect((await identity.customer(now))?.traits).toEqual({});
    const [[late] = [], [fresh] = [], [again] = []] = await resolver.resolve([
      say('i3', [phone], { occurredAt: 30 }),
      say('i4', [phone, b], { occurredAt: 2_000 }),
      early,
    ]);
    expect([late?.customerId, late?.anchors[0]?.identifier]).toEqual([old, phone]);
    expect(fresh?.customerId).toBe(now);
    expect(again?.customerId).toBe(old);
    expect(await customerOf(b)).toBe(now);
    expect(
      (await events(database)).assignments.findLast(({ identifier }) => identifier === phone),
    ).toMatchObject({
      customerId: now,
      validFrom: at,
    });
    const holders = (await identity.holdersOf([phone, 'email:nobody@x.io'])).get(phone);
    expect(holders).toEqual([
      { customerId: old, validFrom: null, validTo: at },
      { customerId: now, validFrom: at, validTo: null },
    ]);
    expect([at - 1, at].map((time) => holderAt(holders, time))).toEqual([old, now]);
    expect(holderAt(undefined, at)).toBeUndefined();
    expect(await identity.holdingsOf(old)).toContainEqual({ anchor: phone, validFrom: null, validTo: at });
    await checkInvariants(database);
    await order({ kind: 'undo', command: 'recycled' });
    expect(await customerOf(phone)).toBe(old);
    await checkInvariants(database);
  });

  test('its first holder keeps their id, also where the number is all that is known of them', async () => {
    await resolver.resolve([say('i1', [phone], { occurredAt: 10 })]);
    const old = await customerOf(phone);
    await order({ kind: 'reassign', identifier: phone, at });
    const now = await customerOf(phone);
    expect(now).not.toBe(old);
    expect((await identity.customer(old))?.state).toBe('active');
    const [[late] = []] = await resolver.resolve([say('i2', [phone], { occurredAt: 20 })]);
    expect(late?.customerId).toBe(old);
    await checkInvariants(database);
  });
});
