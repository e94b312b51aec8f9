import { createMatcher, train } from '@throughline/matching';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { checkInvariants, components, openTestIdentity, wipe } from '../integration.ts';
import { interaction, person } from '../testing.ts';
import { keepApart } from './apart.ts';
import { drawPeople } from './population.ts';
import type { Told } from './population.ts';

const { database, resolver, stewardship, identity, close } = await openTestIdentity();
afterAll(close);
beforeEach(() => wipe(database));

// Everybody twice, so that it is learnt how one person's records are alike.
const strangers = drawPeople(300, 9).map(({ city, ...told }) => ({ ...told, suburb: city }));
const model = {
  version: 1,
  matcher: createMatcher(train([...strangers, ...strangers], { seed: 1, randomPairs: 50_000 })),
};
const [ann, bob] = drawPeople(2, 5);
if (!ann || !bob) throw new Error('nobody drawn');
const spouse: Told = { ...ann, firstName: bob.firstName, birthDate: bob.birthDate };

const mailbox = 'email:sunnyhill@x.example';
const says = (entry: string, told: Told, more: string[] = []) =>
  interaction(`i-${entry}`, [person([`${entry}?`, `${mailbox}?`, ...more], { traits: { ...told } })], {
    kind: 'record',
  });
async function customers(): Promise<string[]> {
  const all = (await components(database)).map(([least]) => least ?? '');
  return [...(await identity.customersOf(all)).values()];
}
let orders = 0;
const authority = () => ({ commandId: `order-${(orders += 1)}`, by: 'ann' });

test('a couple with one mailbox is two; undone by a person it stays so', async () => {
  await resolver.resolve([says('shopify-customer:s:1', ann), says('zendesk-user:z/1', spouse)]);
  expect(await components(database)).toHaveLength(1);
  const options = { database, stewardship, model };
  expect(await keepApart(options, await customers())).toBe(1);
  expect(await components(database)).toEqual([[mailbox, 'shopify-customer:s:1'], ['zendesk-user:z/1']]);
  await checkInvariants(database);
  expect(await keepApart(options, await customers())).toBe(0);

  const [ordered] = await stewardship.commands({ limit: 1 });
  expect(ordered).toMatchObject({ kind: 'never-link', by: 'match' });
  await stewardship.execute({ kind: 'undo', command: ordered?.id ?? '' }, authority());
  expect(await components(database)).toHaveLength(1);
  expect(await keepApart(options, await customers())).toBe(0);
  expect(await components(database)).toHaveLength(1);
  await checkInvariants(database);
});

test('one person’s entries stay together, and so do those whom a person joined', async () => {
  await resolver.resolve([says('shopify-customer:s:1', ann), says('zendesk-user:z/1', ann)]);
  expect(await keepApart({ database, stewardship, model }, await customers())).toBe(0);
  await wipe(database);
  await resolver.resolve([says('shopify-customer:s:1', ann), says('zendesk-user:z/1', spouse)]);
  await stewardship.execute(
    { kind: 'link', pairs: [['shopify-customer:s:1', 'zendesk-user:z/1']] },
    authority(),
  );
  expect(await keepApart({ database, stewardship, model }, await customers())).toBe(0);
  expect(await components(database)).toHaveLength(1);
});
