import { sql } from 'kysely';
import { Client } from 'pg';
import type { QueryResult } from 'pg';
import { describe, expect, test, vi } from 'vitest';
import { checkInvariants } from '../integration.ts';
import { interaction, person } from '../testing.ts';
import { openTestMatching, population } from './integration.ts';
import { drawInteractions, says } from './population.ts';

const {
  database,
  resolver,
  stewardship,
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

test('a model is learnt once enough is known, by one of several replicas', async () => {
  await resolver.resolve(population.slice(0, 30));
  expect(await work()).toMatchObject({ compared: 0, suggested: 0 });
  expect(await matching.train()).toMatchObject({ outcome: 'too-little', needed: 500 });
  await populate(30);
  expect(await matching.isTrainingDue()).toBe(true);
  const [first, second] = await Promise.all([matching.train(), other.train()]);
  expect([first.outcome, second.outcome].sort()).toEqual(['busy', 'trained']);
  expect(await matching.isTrainingDue()).toBe(false);
  // A replica that had asked before the other was done.
  expect(await other.train()).toEqual({ outcome: 'not-due' });
  await work();
}, 120_000);

describe('suggesting', () => {
  test('finds those of the population who are one, nearly all and hardly another', async () => {
    const found = new Set<string>();
    for (let cursor: string | null | undefined = undefined; cursor !== null;) {
      const page = await matching.suggestions({ limit: 40, ...(cursor ? { cursor } : {}) });
      for (const { sides, probability, evidence } of page.items) {
        expect(probability).toBeGreaterThanOrEqual(0.5);
        expect(evidence.length).toBeGreaterThan(2);
        const [one, two] = sides.map((side) => side.identifiers[0]?.value.replace(/@.*/, '').slice(1));
        found.add(`${one} ${two}`);
      }
      cursor = page.next;
    }
    const right = [...found].filter((pair) => new Set(pair.split(' ')).size === 1).length;
    expect(right).toBeGreaterThan(0.97 * 150);
    expect(found.size - right).toBeLessThan(3);
    expect(await matching.status()).toMatchObject({ model: { version: 1 }, waiting: 0, open: found.size });
    await checkInvariants(database);
  });

  test('explained aspect by aspect, without the values; a person links the two, and undoes it', async () => {
    const { told, addresses, batch } = twice('eva');
    await resolver.resolve(batch);
    expect(await work()).toMatchObject({ suggested: 1, linked: 0 });
    const suggestion = await between(addresses);
    expect(suggestion?.evidence).toContainEqual(
      expect.objectContaining({ aspect: 'birthDate', level: 'exact' }),
    );
    expect(JSON.stringify(suggestion?.evidence)).not.toContain(told.lastName);
    const id = suggestion?.id ?? '';
    const done = await matching.resolveSuggestion(id, 'link', authority('eva'));
    expect(await customerOf(addresses[0])).toBe(await customerOf(addresses[1]));
    expect(await matching.resolveSuggestion(id, 'link', authority('eva'))).toEqual(done);
    await expect(matching.resolveSuggestion(id, 'link', authority())).rejects.toMatchObject({
      code: 'identity.suggestion-unknown',
    });
    await checkInvariants(database);
    await stewardship.execute({ kind: 'undo', command: 'eva' }, authority());
    expect(await work()).toMatchObject({ suggested: 1, linked: 0 });
    expect((await between(addresses))?.id).toBe(id);
  });

  test('who were said to be two are suggested no more, whatever they say; undoing brings it back', async () => {
    const { told, addresses, batch } = twice('finn');
    await resolver.resolve(batch);
    await work();
    const id = (await between(addresses))?.id ?? '';
    await matching.resolveSuggestion(id, 'never-link', authority('finn'));
    expect(await between(addresses)).toBeUndefined();
    await resolver.resolve([says('finn-3', [addresses[0]], { ...told, city: 'Köln' })]);
    await setRules({ matching: { mode: 'link' } });
    await work();
    await setRules({});
    expect(await between(addresses)).toBeUndefined();
    expect(await customerOf(addresses[0])).not.toBe(await customerOf(addresses[1]));
    await checkInvariants(database);
    await stewardship.execute({ kind: 'undo', command: 'finn' }, authority());
    await work();
    expect((await between(addresses))?.id).toBe(id);
  });

  test('is taken back where they say something else, and follows those who are merged and cut', async () => {
    const { told, addresses, batch } = twice('greta');
    const phone = 'phone:+4915100000001';
    await resolver.resolve([...batch, interaction('greta-p', [person([phone])], { occurredAt: 1 })]);
    await work();
    const before = await between(addresses);
    await stewardship.execute({ kind: 'link', pairs: [[phone, addresses[0]]] }, authority('merge'));
    await work();
    const followed = await between(addresses);
    expect(followed?.sides.flatMap((side) => side.identifiers.map((one) => one.identifier))).toContain(phone);
    await stewardship.execute({ kind: 'undo', command: 'merge' }, authority());
    await work();
    expect((await between(addresses))?.id).toBe(before?.id);
    expect(await between([phone, addresses[1]])).toBeUndefined();

    const changed = { ...someone(), city: told.city, lastName: 'Changed' };
    await resolver.resolve([
      interaction('greta-4', [person([addresses[0]], { traits: { ...changed } })], {
        occurredAt: Date.UTC(2027, 1, 1),
      }),
    ]);
    await work();
    expect(await between(addresses)).toBeUndefined();
    await checkInvariants(database);
  });

  test('the same interactions again queue nobody and change nothing', async () => {
    const tables = [
      'suggestions',
      'matching_records',
      'matching_keys',
      'matching_queue',
      'commands',
      'outbox',
    ];
    await work();
    const before = await Promise.all(tables.map(rowsOf));
    for (let at = 0; at < population.length; at += 250)
      await resolver.resolve(population.slice(at, at + 250));
    expect((await matching.status()).waiting).toBe(0);
    expect(await work()).toEqual({ suggested: 0, linked: 0, compared: 0 });
    expect(await Promise.all(tables.map(rowsOf))).toEqual(before);
  });

  test('off, nobody is compared, and all wait until it is on again', async () => {
    const { addresses, batch } = twice('hugo');
    await setRules({ matching: { mode: 'off' } });
    await resolver.resolve(batch);
    expect(await matching.step(100)).toMatchObject({ compared: 0, suggested: 0 });
    expect(await between(addresses)).toBeUndefined();
    await setRules({});
    await work();
    expect(await between(addresses)).toBeDefined();
  });
});

describe('keeping house', () => {
  test('bars that cannot hold are refused; other bars merge and split nobody by themselves', async () => {
    for (const matching of [{ linkAt: 0.4 }, { suggestAt: 0 }, { linkAt: 1.1 }, { linkAt: Number.NaN }]) {
      await expect(stewardship.previewRules({ matching })).rejects.toMatchObject({
        code: 'identity.rules-invalid',
      });
    }
    expect(await stewardship.previewRules({ matching: { mode: 'off' } })).toMatchObject({
      ...{ merged: 0, split: 0, profiles: 0 },
    });
  });

  test('an erasure leaves nothing of a person, and what compares them meanwhile brings nothing back', async () => {
    await setRules({});
    const { addresses, batch, told } = twice('leo');
    await resolver.resolve(batch);
    await work();
    expect(await between(addresses)).toBeDefined();
    const id = await customerOf(addresses[0]);
    await resolver.resolve([says('leo-3', [addresses[0]], { ...told, city: 'Köln' })]);
    await Promise.all([matching.step(10), stewardship.erase(id, authority('gone'))]);
    await work();
    for (const table of ['suggestions', 'matching_records', 'matching_keys', 'matching_queue']) {
      const text = await rowsOf(table);
      expect(text).not.toContain(addresses[0]);
      expect(text).not.toContain(id);
    }
    expect(await rowsOf('matching_models')).not.toContain(told.lastName.toLowerCase());
    expect(await between([addresses[1], addresses[0]])).toBeUndefined();
    await checkInvariants(database);
  });

  test('who has thousands of identifiers is compared with no more reading than anybody', async () => {
    const { told, addresses, batch } = twice('maria');
    await resolver.resolve(batch);
    for (let from = 0; from < 2000; from += 500) {
      await resolver.resolve(
        Array.from({ length: 500 }, (_, index) =>
          interaction(`maria-${from + index}`, [person([addresses[0], `cookie:m${from + index}`])]),
        ),
      );
    }
    await resolver.resolve([says('maria-l', [addresses[0]], { ...told, city: 'Köln' })]);
    const queries = vi.spyOn(Client.prototype, 'query');
    await work();
    const answers = await Promise.all(queries.mock.results.map(({ value }) => value as Promise<QueryResult>));
    queries.mockRestore();
    const rows = answers.reduce((sum, answer) => sum + answer.rows.length, 0);
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(100);
    expect(await between(addresses)).toBeDefined();
  }, 60_000);

  test('a model of twice as many customers, or of another library, replaces the one before; all are compared by it', async () => {
    // Many of the population have become one meanwhile.
    await resolver.resolve(drawInteractions(100, 9));
    await work();
    await sql`update identity.matching_models set customers = 100`.execute(database.kysely);
    expect(await matching.isTrainingDue()).toBe(true);
    await sql`
      update identity.matching_models set customers = 1000000, model = jsonb_set(model, '{version}', '0')`.execute(
      database.kysely,
    );
    expect(await matching.isTrainingDue()).toBe(true);
    expect(await matching.train()).toMatchObject({ outcome: 'trained', version: 2 });
    await work();
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from identity.suggestions where state = 'open' and model <> 2`.execute(
      database.kysely,
    );
    expect(rows[0]?.n).toBe(0);
    await checkInvariants(database);
  }, 60_000);
});
