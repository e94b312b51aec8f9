import type { Customer, Interaction } from '@throughline/schemas';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { checkInvariants, components, events, openTestIdentity, wipe } from '../integration.ts';
import { interaction, person } from '../testing.ts';

const { database, resolver, identity, close } = await openTestIdentity();
afterAll(close);
beforeEach(() => wipe(database));

const customerOf = async (anchor: string) => (await identity.customersOf([anchor])).get(anchor);
const say = (id: string, identifiers: string[], more: Partial<Interaction> = {}) =>
  interaction(id, [person(identifiers)], more);

describe('resolving', () => {
  test('the same interactions again change nothing and tell nothing', async () => {
    const batch = [
      say('i1', ['email:a@x.io', 'phone:+4915112345']),
      say('i2', ['phone:+4915112345', 'slack:T/U1'], { conversationId: 'slack:T:1' }),
      say('i3', ['email:b@x.io']),
      interaction('i4', [], { conversationId: 'slack:T:9' }),
      interaction('i5', []),
    ];
    const first = await resolver.resolve(batch);
    const told = await events(database);
    expect(await resolver.resolve(batch)).toEqual(first);
    expect(await resolver.resolve(batch.toReversed())).toEqual(first.toReversed());
    expect(await events(database)).toEqual(told);
    expect(await components(database)).toEqual([
      ['conversation:slack:T:1', 'email:a@x.io', 'phone:+4915112345', 'slack:T/U1'],
      ['conversation:slack:T:9'],
      ['email:b@x.io'],
      ['interaction:i5'],
    ]);
  });

  test('one record for each customer, each with all anchors and the author marked', async () => {
    const [records] = await resolver.resolve([
      interaction('i1', [
        person(['phone:+4915112345', 'email:a@x.io']),
        person(['email:b@x.io'], { author: false }),
        person(['email:agent@us.io'], { role: 'agent', author: false }),
      ]),
    ]);
    const [a, b] = [await customerOf('email:a@x.io'), await customerOf('email:b@x.io')];
    expect(records?.map(({ customerId }) => customerId)).toEqual([a, b]);
    for (const record of records ?? []) {
      expect(record.anchors).toEqual([
        { identifier: 'email:a@x.io', customerId: a, author: true, participant: 0 },
        { identifier: 'email:b@x.io', customerId: b, author: false, participant: 1 },
      ]);
    }
  });

  test('values that name nobody neither link nor anchor; a role address holds but never links', async () => {
    const [records] = await resolver.resolve([
      say('i1', ['user:undefined', 'email:noreply@x.io', 'phone:+0000000'], { conversationId: 'c:a:1' }),
      say('i2', ['email:info@x.io', 'phone:+4915112345']),
      say('i3', ['email:info@x.io', 'phone:+4915154321']),
    ]);
    expect(records?.[0]?.anchors).toMatchObject([
      { identifier: 'conversation:c:a:1', participant: -1, author: true },
    ]);
    expect(await components(database)).toEqual([
      ['conversation:c:a:1'],
      ['email:info@x.io'],
      ['phone:+4915112345'],
      ['phone:+4915154321'],
    ]);
  });

  test('a conversation without anybody joins the customer who turns up in it, and its id resolves', async () => {
    const [[unknown] = []] = await resolver.resolve([interaction('i1', [], { conversationId: 'chat:a:1' })]);
    const [[known] = []] = await resolver.resolve([
      say('i2', ['email:a@x.io'], { conversationId: 'chat:a:1' }),
    ]);
    expect(await customerOf('conversation:chat:a:1')).toBe(known?.customerId);
    expect((await identity.customer(unknown?.customerId ?? ''))?.customerId).toBe(known?.customerId);
    expect(await identity.anchorsOf(unknown?.customerId ?? '')).toEqual([
      'conversation:chat:a:1',
      'email:a@x.io',
    ]);
    await checkInvariants(database);
  });

  test('a conversation never merges the customers who take part in it', async () => {
    await resolver.resolve([say('i1', ['email:a@x.io'], { conversationId: 'chat:a:1', occurredAt: 2 })]);
    await resolver.resolve([say('i2', ['email:b@x.io'], { conversationId: 'chat:a:1', occurredAt: 1 })]);
    expect(await components(database)).toEqual([['conversation:chat:a:1', 'email:b@x.io'], ['email:a@x.io']]);
    await checkInvariants(database);
  });

  test('a shared phone takes nobody’s history along', async () => {
    const contact = (id: number) => `hubspot-contact:1:${id}`;
    const calls = [1, 2, 3, 4, 5].map((id) =>
      say(`i${id}`, [contact(id), 'phone:+4915112345'], { occurredAt: id }),
    );
    await resolver.resolve(calls.slice(0, 2));
    expect(await components(database)).toEqual([[contact(1), 'phone:+4915112345'], [contact(2)]]);
    for (const call of calls.slice(2)) await resolver.resolve([call]);
    expect(await components(database)).toEqual([
      ...[1, 2, 3, 4, 5].map((id) => [contact(id)]),
      ['phone:+4915112345'],
    ]);
    const [[alone] = []] = await resolver.resolve([say('i9', ['phone:+4915112345'])]);
    expect(alone?.anchors.map(({ identifier }) => identifier)).toEqual(['phone:+4915112345']);
    await checkInvariants(database);
  });

  test('a claim in a form does not merge two verified customers', async () => {
    await resolver.resolve([say('i1', ['email:a@x.io']), say('i2', ['phone:+4915112345'])]);
    await resolver.resolve([say('i3', ['cookie:k?', 'email:a@x.io?', 'phone:+4915112345?'])]);
    const all = await components(database);
    expect(all).toHaveLength(2);
    const shown = await identity.edgesOf((await customerOf('email:a@x.io')) ?? '');
    expect(shown.filter(({ accepted }) => !accepted).map(({ refusal }) => refusal)).toContain('claimed');
    await checkInvariants(database);
  });

  test('a claim that held is undone when both sides turn out to be verified', async () => {
    await resolver.resolve([say('i1', ['cookie:k?', 'email:a@x.io?', 'phone:+4915112345?'])]);
    const before = await customerOf('email:a@x.io');
    expect(await customerOf('phone:+4915112345')).toBe(before);
    await resolver.resolve([say('i2', ['email:a@x.io'])]);
    await resolver.resolve([say('i3', ['phone:+4915112345'])]);
    expect(await customerOf('phone:+4915112345')).not.toBe(await customerOf('email:a@x.io'));
    expect((await identity.customer(before ?? ''))?.state).toBe('active');
    expect((await events(database)).changes.map(({ change }) => change)).toContain('split');
    await checkInvariants(database);
  });

  test('limits hold: one email more than a customer may have starts another', async () => {
    const batch = Array.from({ length: 21 }, (_, index) =>
      say(`i${index}`, ['slack:T/U1', `email:a${index}@x.io`], { occurredAt: index }),
    );
    await resolver.resolve(batch.slice(0, 20));
    expect(await components(database)).toHaveLength(1);
    await resolver.resolve(batch);
    // An account behind so many addresses is no person's: it is learnt as shared.
    expect(await components(database)).toHaveLength(22);
    await checkInvariants(database);
  });
});

describe('merges', () => {
  test('every id ever issued resolves, the oldest names the customer, and versions only rise', async () => {
    const ids = new Set<string>();
    for (let index = 0; index < 6; index += 1) {
      const [[record] = []] = await resolver.resolve([say(`i${index}`, [`email:a${index}@x.io`])]);
      ids.add(record?.customerId ?? '');
    }
    for (const [a, b] of [
      [4, 5],
      [2, 3],
      [3, 4],
      [0, 1],
      [1, 5],
    ]) {
      await resolver.resolve([say(`m${a}${b}`, [`email:a${a}@x.io`, `email:a${b}@x.io`])]);
    }
    const [oldest] = ids;
    for (const id of ids) expect((await identity.customer(id))?.customerId).toBe(oldest);
    expect(await identity.identifiersOf([...ids][5] ?? '')).toHaveLength(6);
    const told = await events(database);
    for (const versions of told.versionsByKey.values()) {
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
      expect(new Set(versions).size).toBe(versions.length);
    }
    expect(told.changes.filter(({ change }) => change === 'merged')).toHaveLength(5);
    expect(told.changes.at(-1)).toMatchObject({ interactionId: 'm15', digest: 'digest-m15' });
    await checkInvariants(database);
  });

  test('traits: the last observed wins, with where it comes from, and only a change is told', async () => {
    const day = 86_400_000;
    const named = (id: string, name: string, at: number, identifier = 'email:a@x.io') =>
      interaction(id, [person([identifier], { name, traits: { company: 'ACME' } })], { occurredAt: at });
    await resolver.resolve([named('i1', 'Ann', day), named('i2', 'Anne', 2 * day)]);
    await resolver.resolve([named('i3', 'Anna', 1.5 * day)]);
    await resolver.resolve([named('i4', 'Anne', 3 * day)]);
    const { customers } = await events(database);
    expect(customers).toHaveLength(1);
    const id = (await customerOf('email:a@x.io')) ?? '';
    const nameNow = async () => (await identity.customer(id))?.traits['name'];
    const anne = { value: 'Anne', source: 'verified', platform: 'test', interactionId: 'i4' };
    expect(await nameNow()).toEqual({ ...anne, observedAt: 3 * day });
    // Said again on the same day it is as it was; on the next one it is of then.
    await resolver.resolve([named('i4b', 'Anne', 3.9 * day)]);
    expect(await nameNow()).toEqual({ ...anne, observedAt: 3 * day });
    await resolver.resolve([named('i4c', 'Anne', 4 * day)]);
    expect(await nameNow()).toEqual({ ...anne, interactionId: 'i4c', observedAt: 4 * day });
    await resolver.resolve([named('i5', 'Late', 5 * day, 'phone:+4915112345')]);
    await resolver.resolve([say('i6', ['email:a@x.io', 'phone:+4915112345'])]);
    expect((await nameNow())?.value).toBe('Late');
    const last = (await events(database)).customers.findLast(({ customerId }: Customer) => customerId === id);
    expect(last?.traits['name']?.value).toBe('Late');
    await checkInvariants(database);
  });

  test('a record is taken at its word to the millisecond: who corrects it back the same day is believed', async () => {
    const states = (id: string, plan: string, at: number) =>
      interaction(id, [person(['email:r@x.io'], { traits: { plan } })], { occurredAt: at, kind: 'record' });
    for (const [id, plan, at] of [
      ['r1', 'free', 10],
      ['r3', 'free', 30],
      ['r2', 'pro', 20],
    ] as const)
      await resolver.resolve([states(id, plan, at)]);
    const id = (await customerOf('email:r@x.io')) ?? '';
    expect((await identity.customer(id))?.traits['plan']).toMatchObject({
      value: 'free',
      interactionId: 'r3',
    });
  });
});

const byText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

describe('search', () => {
  test('finds people by what agents type', async () => {
    await resolver.resolve([
      interaction('i1', [
        person(['email:Ann.Lee@x.io', 'phone:+4915112345678'], {
          traits: { firstName: 'Ann', lastName: 'Lee' },
        }),
      ]),
      interaction('i2', [person(['email:bob@x.io'], { name: 'Bob Leeds' })]),
    ]);
    const found = async (text: string) =>
      (await identity.searchCustomers(text)).map(({ name }) => name ?? '').sort(byText);
    expect(await found('ANN.LEE@x.io')).toEqual(['Ann Lee']);
    expect(await found('0151 123-45678')).toEqual(['Ann Lee']);
    expect(await found('+49 (0)151 12345678')).toEqual(['Ann Lee']);
    expect(await found('lee ann')).toEqual(['Ann Lee']);
    expect(await found('lee')).toEqual(['Ann Lee', 'Bob Leeds']);
    expect(await found('100%_')).toEqual([]);
  });
});
