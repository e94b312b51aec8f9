import type { Interaction } from '@throughline/schemas';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { checkInvariants, components, events, openTestIdentity, wipe } from '../integration.ts';
import { interaction, person } from '../testing.ts';

const { database, resolver, identity, stewardship, close } = await openTestIdentity();
afterAll(close);
beforeEach(() => wipe(database));

const say = (
  id: string,
  identifiers: string[],
  more: Partial<Interaction> = {},
  name: string | null = null,
) => interaction(id, [person(identifiers, { name })], more);
const emails = (who: string, count: number) =>
  Array.from({ length: count }, (_, index) =>
    say(`${who}${index}`, [`zendesk-user:z/${who}`, `email:${who}${index}@x.io`], { occurredAt: index }),
  );

test('a lower limit is previewed with examples, applies over history and from then on, and is taken back', async () => {
  await resolver.resolve([...emails('ann', 4), ...emails('bob', 2), say('i', ['phone:+4915112345'])]);
  const before = await components(database);
  const rules = { limits: { email: 3 } };
  const foreseen = await stewardship.previewRules(rules);
  expect(foreseen).toMatchObject({ customers: 3, merged: 0, split: 1, profiles: 0 });
  expect(foreseen.examples).toMatchObject([{ change: 'split', results: [{ length: 4 }, { length: 1 }] }]);
  expect(await components(database)).toEqual(before);

  const applied = await stewardship.applyRules(rules, { commandId: 'r1', by: 'ann' });
  expect(applied).toEqual({ customers: 3, moved: 1 });
  expect(await stewardship.rules()).toEqual(rules);
  await checkInvariants(database);
  const told = await events(database);
  expect(told.changes.at(-1)).toMatchObject({ change: 'split', interactionId: 'ann3' });
  expect(await stewardship.applyRules(rules, { commandId: 'r1', by: 'ann' })).toMatchObject({ moved: 0 });
  expect(await events(database)).toEqual(told);
  await resolver.resolve(emails('bob', 5));
  expect(await components(database)).toHaveLength(6);
  await checkInvariants(database);

  expect(await stewardship.previewRules({})).toMatchObject({ merged: 3, split: 0 });
  await stewardship.applyRules({}, { commandId: 'r2', by: 'ann' });
  expect(await components(database)).toHaveLength(3);
  await checkInvariants(database);
});

test('what was learnt as shared is learnt anew', async () => {
  const phone = 'phone:+4915112345';
  await resolver.resolve(
    [1, 2, 3, 4, 5, 6].map((id) => say(`i${id}`, [`zendesk-user:z/${id}`, phone], { occurredAt: id })),
  );
  expect(await components(database)).toHaveLength(7);
  const rules = { sharedAbove: { 'zendesk-user': 20 }, limits: { 'zendesk-user': 20 } };
  expect(await stewardship.previewRules(rules)).toMatchObject({ customers: 7, merged: 6, split: 0 });
  await stewardship.applyRules(rules, { commandId: 'r1', by: 'ann' });
  expect(await components(database)).toHaveLength(1);
  await checkInvariants(database);
});

test('survivorship by trait: whose word counts is set, and profiles follow', async () => {
  await resolver.resolve([
    say('i1', ['email:a@x.io'], { occurredAt: 2 }, 'Proved'),
    say('i2', ['email:a@x.io'], { occurredAt: 1, kind: 'record' }, 'Record'),
  ]);
  const id = (await identity.customersOf(['email:a@x.io'])).get('email:a@x.io') ?? '';
  const name = async () => (await identity.customer(id))?.traits['name']?.value;
  expect(await name()).toBe('Proved');
  const rules = { survivorship: { name: ['record', 'verified', 'claimed'] as const } };
  expect(await stewardship.previewRules(rules)).toMatchObject({ merged: 0, split: 0, profiles: 1 });
  await stewardship.applyRules(rules, { commandId: 'r1', by: 'ann' });
  expect(await name()).toBe('Record');
  await resolver.resolve([say('i3', ['email:a@x.io'], { occurredAt: 3 }, 'Proved again')]);
  expect(await name()).toBe('Record');
  await checkInvariants(database);
  await expect(stewardship.previewRules({ limits: { email: 0 } })).rejects.toMatchObject({ status: 422 });
});
