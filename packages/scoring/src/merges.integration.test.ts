import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { clicks, NOON, openTestScoring } from './integration.ts';
import { identifierAssignment } from './testing.ts';

const { database, scoring, scores, announcedScores, raised } = await openTestScoring();

describe('merges and cuts', () => {
  const a = { anchor: 'email:a@example.com', customerId: 'customer-a' };
  const b = { anchor: 'phone:+4915112345678', customerId: 'customer-b' };
  /** From `NOON + 1000` on the anchor is another's. */
  const recycled = [
    identifierAssignment(b.anchor, 'customer-c', 2, { validFrom: NOON + 1000 }),
    identifierAssignment(`${b.anchor} until ${NOON + 1000}`, 'customer-b', 1, { validTo: NOON + 1000 }),
  ];

  test('a merge moves the whole score, a cut brings it back, and no signal comes twice', async () => {
    await scoring().score([...clicks(3, a), ...clicks(3, b)]);
    const signals = await raised();
    expect(signals.filter((signal) => signal.startsWith('hot_lead'))).toHaveLength(2);

    await scoring().assign([
      identifierAssignment(a.anchor, 'customer-b', 2),
      identifierAssignment(b.anchor, 'customer-b', 1),
    ]);
    expect(await scores().scoreOf('customer-a')).toMatchObject({ value: 0, contributions: 0, version: 2 });
    const merged = await scores().scoreOf('customer-b');
    expect(merged).toMatchObject({ contributions: 5, version: 2 });
    expect(merged?.value).toBeCloseTo(150, 1);

    await scoring().assign([identifierAssignment(a.anchor, 'customer-a', 3)]);
    expect(await scores().scoreOf('customer-a')).toMatchObject({ contributions: 3, version: 3 });
    expect(await scores().scoreOf('customer-b')).toMatchObject({ contributions: 3, version: 3 });
    expect(await raised()).toEqual(signals);
  });

  test('assignments may come before, after or between, and an older version changes nothing', async () => {
    await scoring().assign([identifierAssignment(a.anchor, 'customer-b', 2)]);
    await scoring().score(clicks(1, a));
    await scoring().assign([identifierAssignment(a.anchor, 'customer-a', 1)]);
    expect(await scores().scoreOf('customer-a')).toBeUndefined();
    expect(await scores().scoreOf('customer-b')).toMatchObject({ value: 30 });
  });

  test('reading both topics again from the start changes nothing', async () => {
    const interactions = [...clicks(4, a), ...clicks(2, b)];
    const assignments = [
      identifierAssignment(a.anchor, 'customer-a', 1),
      identifierAssignment(b.anchor, 'customer-b', 1),
      identifierAssignment(b.anchor, 'customer-a', 2),
    ];
    const readAll = async () => {
      for (const interaction of interactions) await scoring().score([interaction]);
      for (const assignment of assignments) await scoring().assign([assignment]);
    };
    await readAll();
    const before = [await announcedScores(), await raised()];
    await readAll();
    await scoring().assign(assignments);
    await scoring().score(interactions.toReversed());
    expect([await announcedScores(), await raised()]).toEqual(before);
  });

  test('merges while scoring lose nothing', async () => {
    const work = Array.from({ length: 30 }, (_, n) => [
      scoring().score(clicks(2, n % 2 === 0 ? a : b, n * 2)),
      scoring().assign([identifierAssignment(a.anchor, n % 3 === 0 ? 'customer-a' : 'customer-b', n + 1)]),
    ]).flat();
    await Promise.all(work);
    for (const { customerId } of [a, b]) {
      const folded = await scores().explain(customerId);
      expect((await scores().scoreOf(customerId))?.value ?? 0).toBe(folded.value);
    }
  });

  test('a recycled number leaves its history with the former owner', async () => {
    await scoring().score(clicks(2, b));
    await scoring().assign([identifierAssignment(b.anchor, 'customer-b', 1)]);
    await scoring().assign(recycled);
    expect(await scores().scoreOf('customer-b')).toMatchObject({ value: 30, contributions: 1 });
    expect(await scores().scoreOf('customer-c')).toMatchObject({ value: 30, contributions: 1 });
    const holding = { anchor: b.anchor, validFrom: null, validTo: null };
    expect(await scores().pointsOf([{ ...holding, validTo: NOON + 1000 }], NOON)).toBe(30);
    expect(await scores().pointsOf([{ ...holding, validFrom: NOON + 1000 }], NOON + 1000)).toBe(30);
    expect(await scores().pointsOf([holding], NOON)).toBe(30);
    expect(await scores().pointsOf([], NOON)).toBe(0);
  });

  test('a former life follows its holder through merges and cuts, whatever comes first', async () => {
    const life = recycled.slice(1);
    await scoring().assign(life);
    await scoring().score(clicks(2, b));
    expect(await scores().scoreOf('customer-b')).toMatchObject({ value: 30, contributions: 1 });
    await scoring().assign(recycled.slice(0, 1));
    expect(await scores().scoreOf('customer-c')).toMatchObject({ value: 30, contributions: 1 });
    await scoring().assign(life.map((one) => ({ ...one, customerId: 'customer-a', version: 2 })));
    expect(await scores().scoreOf('customer-b')).toMatchObject({ value: 0 });
    expect(await scores().scoreOf('customer-a')).toMatchObject({ value: 30, contributions: 1 });
    await scoring().assign(life.map((one) => ({ ...one, version: 3 })));
    expect(await scores().scoreOf('customer-b')).toMatchObject({ value: 30, contributions: 1 });
    await scoring().assign([], [b.anchor]);
    expect(await scores().scoreOf('customer-b')).toMatchObject({ value: 30, contributions: 1 });
    expect(await scores().scoreOf('customer-c')).toMatchObject({ value: 0 });
  });

  test('merged, cut, recycled and erased, the others end as if nothing had been', async () => {
    const c = { anchor: 'email:c@mail.example', customerId: 'customer-c' };
    await scoring().score([...clicks(2, a), ...clicks(2, b), ...clicks(1, c)]);
    await scoring().assign([identifierAssignment(a.anchor, 'customer-b', 2)]);
    await scoring().assign([identifierAssignment(a.anchor, 'customer-a', 3)]);
    await scoring().assign(recycled);
    await scoring().assign([], [c.anchor]);
    await scoring().erase(['customer-c', 'customer-d']);
    await scoring().score(clicks(3, c));
    const of = async (customer: string) => (await scores().explain(customer)).value;
    const told = await Promise.all(['customer-a', 'customer-b', 'customer-c'].map(of));
    await sql`truncate scoring.interactions, scoring.contributions, scoring.anchors, scoring.scores, scoring.erased_customers`.execute(
      database.kysely,
    );
    await scoring().score([...clicks(2, a), ...clicks(1, b)]);
    expect(told).toEqual(await Promise.all(['customer-a', 'customer-b', 'customer-d'].map(of)));
  });

  test('of somebody who was erased the score is withdrawn, and what comes late is taken in no more', async () => {
    await scoring().score(clicks(2, a));
    await scoring().erase(['customer-a']);
    await scoring().score(clicks(5, a));
    const { rows } = await sql<{ key: string; value: Buffer | null }>`
      select key, value from scoring.outbox where topic = 'scores' order by id`.execute(database.kysely);
    expect(rows.map(({ key, value }) => [key, value === null])).toEqual([
      ['customer-a', false],
      ['customer-a', true],
    ]);
    expect(await scores().scoreOf('customer-a')).toBeUndefined();
    const { rows: left } = await sql`select from scoring.contributions`.execute(database.kysely);
    expect(left).toEqual([]);
    await scoring().score(clicks(1, { ...a, customerId: 'customer-new' }, 9));
    expect(await scores().scoreOf('customer-new')).toMatchObject({ value: 30 });
  });

  test('erasures among merges and interactions leave nothing', async () => {
    const rounds = Array.from({ length: 8 }, (_, n) => [
      scoring().score(clicks(3, { anchor: `email:${n}@example.com`, customerId: `customer-${n}` })),
      scoring().assign([identifierAssignment(`email:${n}@example.com`, `customer-${n}`, 1)]),
      scoring().erase([`customer-${n}`]),
    ]);
    await Promise.all(rounds.flat());
    const { rows } = await sql`select from scoring.contributions`.execute(database.kysely);
    expect(rows).toEqual([]);
  });

  test('an erased identifier takes its points along, for good', async () => {
    const interactions = clicks(2, a);
    await scoring().score(interactions);
    await scoring().assign([], [a.anchor]);
    await scoring().score(interactions);
    expect(await scores().scoreOf('customer-a')).toMatchObject({ value: 0, version: 2 });
    expect((await scores().explain('customer-a')).counted).toEqual([]);
  });
});
