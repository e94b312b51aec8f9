import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkInvariants } from '../integration.ts';
import { openTestMatching } from './integration.ts';
import { drawInteractions, mistyped, says } from './population.ts';

const {
  database,
  resolver,
  stewardship,
  identity,
  matching,
  other,
  authority,
  customerOf,
  setRules,
  someone,
  twice,
  work,
  populate,
  between,
  rowsOf,
} = await openTestMatching();

describe('linking', () => {
  beforeAll(async () => {
    await populate();
    await matching.train();
    await setRules({ matching: { mode: 'link' } });
    await work();
  }, 120_000);

  test('as a command that can be seen and undone, and then is not done again by itself', async () => {
    const { told, addresses, batch } = twice('ines');
    await resolver.resolve(batch);
    expect(await work()).toMatchObject({ linked: 1 });
    const id = await customerOf(addresses[0]);
    expect(await customerOf(addresses[1])).toBe(id);
    const [command] = await stewardship.commands({ identifiers: [addresses[0]], limit: 5 });
    expect(command).toMatchObject({ kind: 'link', by: 'match', isReversible: true });
    expect(command?.id).not.toContain('ines');
    const edges = await identity.edgesOf(id);
    expect(edges).toMatchObject([{ kind: 'match', accepted: true, match: { model: 1 } }]);
    const { probability = 0, weight, evidence = [] } = edges[0]?.match ?? {};
    expect(probability).toBeGreaterThanOrEqual(0.99);
    expect(evidence.find(({ aspect }) => aspect === 'lastName')?.weight).toBeGreaterThan(0);
    expect(evidence.reduce((sum, one) => sum + one.weight, 0)).toBeGreaterThan(weight ?? Infinity);
    await stewardship.execute({ kind: 'undo', command: command?.id ?? '' }, authority('back'));
    await resolver.resolve([says('ines-3', [addresses[0]], { ...told, street: 'Neugasse 5' })]);
    expect(await work()).toMatchObject({ linked: 0 });
    expect(await customerOf(addresses[1])).not.toBe(await customerOf(addresses[0]));
    expect(await between(addresses)).toBeDefined();
    await checkInvariants(database);
    await stewardship.execute({ kind: 'undo', command: 'back' }, authority());
    expect(await customerOf(addresses[1])).toBe(await customerOf(addresses[0]));
    await work();
    await checkInvariants(database);
  });

  test('protections hold: two entries of one CRM stay two, and a person decides', async () => {
    const told = { ...someone(), lastName: 'Protected' };
    const entries = ['hubspot-contact:1:701', 'hubspot-contact:1:702'] as const;
    await resolver.resolve(entries.map((one) => says(`jonas-${one}`, [one], told)));
    expect(await work()).toMatchObject({ linked: 0 });
    const pair = [await customerOf(entries[0]), await customerOf(entries[1])].sort().join(':');
    const { items } = await stewardship.conflicts({ limit: 50 });
    expect(items.find(({ id }) => id === pair)?.edges).toMatchObject([
      { kind: 'match', refusal: 'exclusive:hubspot-contact@1' },
    ]);
    expect(await between(entries)).toBeUndefined();
    const commands = await rowsOf('commands');
    await resolver.resolve([says('jonas-3', [entries[0]], { ...told, firstName: mistyped(told.firstName) })]);
    await work();
    expect(await rowsOf('commands')).toBe(commands);
    await checkInvariants(database);
  });

  test('of two who fit equally well and are not one, neither is linked', async () => {
    const { birthDate: _birthDate, ...either } = { ...someone(), lastName: 'Zweifelhaft' };
    const three = ['email:k1@one.example', 'email:k2@two.example', 'email:k3@three.example'] as const;
    await resolver.resolve([
      says('k1', [three[0]], either),
      says('k2', [three[1]], { ...either, birthDate: '1951-03-04' }),
      says('k3', [three[2]], { ...either, birthDate: '1987-11-29' }),
    ]);
    expect(await work()).toMatchObject({ linked: 0 });
    expect(await between([three[0], three[2]])).toBeDefined();
    const suggestion = await between([three[0], three[1]]);
    expect(suggestion?.evidence.at(-1)).toEqual({ aspect: 'candidates', level: 'several', weight: 0 });
    await checkInvariants(database);
  });

  test('replicas that work at once link everybody once, and whatever one leaves undone another does', async () => {
    const many = drawInteractions(60, 9);
    await resolver.resolve(many);
    const before = await stewardship.commands({ limit: 500 });
    // One that takes work and is gone before it did any of it.
    await sql`
      update identity.matching_queue set claim = gen_random_uuid(), claimed_until = clock_timestamp() + interval '1 second'
      where customer_id in (select customer_id from identity.matching_queue order by queued_at limit 20)`.execute(
      database.kysely,
    );
    const until = Date.now() + 30_000;
    const replica = async (by: typeof matching) => {
      for (let left = 1; left > 0 && Date.now() < until;) ({ left } = await by.step(7));
    };
    await Promise.all([replica(matching), replica(other)]);
    const commands = (await stewardship.commands({ limit: 500 })).slice(0, -before.length || undefined);
    const people = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => [
        await customerOf(`email:p${3 * index}@first9.example`),
        await customerOf(`email:q${3 * index}@second9.example`),
      ]),
    );
    const together = people.filter(([a, b]) => a === b).length;
    expect(together).toBeGreaterThanOrEqual(14);
    expect(commands.length).toBe(together);
    expect((await matching.status()).waiting).toBe(0);
    await checkInvariants(database);
  });
});
