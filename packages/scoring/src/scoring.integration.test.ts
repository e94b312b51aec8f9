import { createDatabase, migrate } from '@throughline/database';
import type { ResolvedInteraction, Score, Signal } from '@throughline/schemas';
import { testStack } from '@throughline/stack/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createScores,
  createScoring,
  defaultRuleSet,
  loadRuleSet,
  migrations,
  saveRuleSet,
} from './index.ts';
import type { ScoringDatabase, ScoringTables } from './index.ts';
import { identifierAssignment, resolvedInteraction } from './testing.ts';
import { DAY_MS } from './time.ts';

const NOW = Date.UTC(2026, 10, 21);
const NOON = Date.UTC(2026, 10, 20, 12);
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const stack = await testStack();
let database: ScoringDatabase;
let now = NOW;

beforeAll(async () => {
  const { url } = await stack.createDatabase();
  await migrate({ url, ...migrations });
  database = createDatabase<ScoringTables>({ url, schema: 'scoring', applicationName: 'scoring-test' });
});
afterAll(async () => {
  await database.close();
  await stack.cleanUp();
});
beforeEach(async () => {
  now = NOW;
  await sql`truncate scoring.interactions, scoring.contributions, scoring.anchors, scoring.erased_customers, scoring.scores,
    scoring.signals, scoring.signal_anchors, scoring.rule_sets, scoring.outbox`.execute(database.kysely);
});

const scoring = () =>
  createScoring({
    database,
    encode: { score: json, signal: json },
    ruleSet: () => defaultRuleSet,
    now: () => now,
  });
const scores = () => createScores(database, () => now);

async function announced<T>(topic: string): Promise<T[]> {
  const { rows } = await sql<{ value: Buffer }>`
    select value from scoring.outbox where topic = ${topic} order by id`.execute(database.kysely);
  return rows.map(({ value }) => JSON.parse(value.toString()));
}
const announcedScores = () => announced<Score>('scores');
const raised = async () =>
  (await announced<Signal>('signals')).map(({ signal, customerId }) => `${signal} ${customerId}`);

const clicks = (count: number, options?: Parameters<typeof resolvedInteraction>[1], from = 0) =>
  Array.from({ length: count }, (_, n) =>
    resolvedInteraction(
      {
        interactionId: `click-${options?.anchor ?? ''}-${from + n}`,
        event: 'cta_clicked',
        occurredAt: NOON + (from + n) * 1000,
      },
      options,
    ),
  );

describe('interactions', () => {
  test('the same one a hundred times is one contribution, one version and one signal', async () => {
    const view = resolvedInteraction({ interactionId: 'i1' });
    const together = Array.from({ length: 50 }, () => view);
    await Promise.all([scoring().score(together), scoring().score(together.slice(0, 25))]);
    for (let n = 0; n < 25; n += 1) await scoring().score([view]);
    expect(await announcedScores()).toMatchObject([
      { customerId: 'customer-a', version: 1, value: 5, contributions: 1 },
    ]);
    expect(await raised()).toEqual(['new_view customer-a']);
    expect((await scores().explain('customer-a')).counted).toHaveLength(1);
  });

  test('each default rule gives its points, and records and messages give none', async () => {
    await scoring().score([
      resolvedInteraction({ interactionId: 'view' }),
      resolvedInteraction({
        interactionId: 'questions',
        event: 'question_asked',
        properties: { questions: '2' },
      }),
      resolvedInteraction({ interactionId: 'long', event: 'time_spent', durationSeconds: 301 }),
      resolvedInteraction({ interactionId: 'short', event: 'time_spent', durationSeconds: 300 }),
      resolvedInteraction({ interactionId: 'download', event: 'downloaded' }),
      resolvedInteraction({ interactionId: 'click', event: 'cta_clicked' }),
      resolvedInteraction({ interactionId: 'done', event: 'completed' }),
      resolvedInteraction({ interactionId: 'record', kind: 'record' }),
      resolvedInteraction({ interactionId: 'message', kind: 'message', event: 'received' }),
      resolvedInteraction({ interactionId: 'agent', event: 'cta_clicked' }, { author: false }),
    ]);
    expect(await scores().scoreOf('customer-a')).toMatchObject({
      version: 1,
      value: 90,
      contributions: 5,
      byRule: { cta: 30, download: 20, question: 20, time: 15, view: 5 },
    });
    expect(await raised()).toEqual(
      expect.arrayContaining([
        'new_view customer-a',
        'cta_clicked customer-a',
        'completed customer-a',
        'hot_lead customer-a',
      ]),
    );
  });

  test('whatever the order of revisions, the highest holds; a deletion takes its points back', async () => {
    const revision = (number: number, part: object) =>
      resolvedInteraction({ interactionId: 'i1', revision: number, event: 'downloaded', ...part });
    await scoring().score([revision(3, { event: 'cta_clicked' })]);
    await scoring().score([revision(1, {}), revision(2, {})]);
    expect(await scores().scoreOf('customer-a')).toMatchObject({ value: 30, version: 1 });
    await scoring().score([revision(3, { state: 'deleted' })]);
    expect(await scores().scoreOf('customer-a')).toMatchObject({
      value: 0,
      version: 2,
      lastContributionAt: null,
    });
    await scoring().score([revision(3, {}), revision(2, {})]);
    expect(await scores().scoreOf('customer-a')).toMatchObject({ value: 0, version: 2 });
  });

  test('a deletion that comes first is remembered', async () => {
    await scoring().score([resolvedInteraction({ interactionId: 'i1', revision: 9, state: 'deleted' })]);
    await scoring().score([resolvedInteraction({ interactionId: 'i1', revision: 1 })]);
    expect(await announcedScores()).toEqual([]);
  });

  test('any number of batches at once end where one after the other would', async () => {
    const customers = ['a', 'b', 'c', 'd'];
    const batches = Array.from({ length: 24 }, (_, batch): ResolvedInteraction[] =>
      Array.from({ length: 40 }, (_, n) => {
        const customer = customers[(batch + n) % 4];
        return resolvedInteraction(
          { interactionId: `i${batch}-${n % 20}`, event: 'downloaded', occurredAt: NOON - n * DAY_MS },
          { anchor: `email:${customer}@example.com`, customerId: `customer-${customer}` },
        );
      }),
    );
    await Promise.all(batches.map((batch) => scoring().score(batch)));
    for (const customer of customers) {
      const stored = await scores().scoreOf(`customer-${customer}`);
      expect(stored?.value).toBe((await scores().explain(`customer-${customer}`)).value);
      const versions = (await announcedScores()).filter(
        ({ customerId }) => customerId === `customer-${customer}`,
      );
      expect(versions.map(({ version }) => version)).toEqual(versions.map((_, index) => index + 1));
    }
  });
});

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

describe('signals', () => {
  test('silence is noticed once', async () => {
    await scoring().score(clicks(2));
    expect(await scoring().noticeSilence()).toMatchObject({ signals: 0 });
    now = NOON + 31 * DAY_MS;
    const outcomes = await Promise.all([scoring().noticeSilence(), scoring().noticeSilence()]);
    expect(outcomes.map(({ signals }) => signals).sort((a, b) => a - b)).toEqual([0, 1]);
    expect(await scoring().noticeSilence()).toMatchObject({ signals: 0 });
    expect(await raised()).toContain('low_engagement customer-a');
  });

  test('what happened long ago scores, and asks nobody to act', async () => {
    await scoring().score([
      resolvedInteraction({ interactionId: 'i1', event: 'cta_clicked', occurredAt: NOW - 100 * DAY_MS }),
    ]);
    expect(await scores().scoreOf('customer-a')).toMatchObject({ value: 30 });
    expect(await raised()).toEqual([]);
  });

  test('sentiment and matched questions are signals only where something tells of them', async () => {
    await scoring().score([
      resolvedInteraction({
        interactionId: 'i1',
        kind: 'message',
        event: 'received',
        properties: { sentiment: 'negative' },
      }),
      resolvedInteraction({ interactionId: 'i2', kind: 'message', event: 'received' }),
      resolvedInteraction({ interactionId: 'i3', event: 'question_asked', properties: { matched: 'true' } }),
    ]);
    expect((await raised()).sort()).toEqual(['negative_sentiment customer-a', 'question_matched customer-a']);
  });
});

test('hot leads are ranked by what they are worth now', async () => {
  const lead = (customer: string, daysAgo: number, count: number) =>
    clicks(count, { anchor: `email:${customer}@example.com`, customerId: customer }).map((click) => ({
      ...click,
      interaction: { ...click.interaction, occurredAt: NOON - daysAgo * DAY_MS },
    }));
  await scoring().score([...lead('long-ago', 60, 3), ...lead('lately', 0, 2)]);
  expect((await scores().hotLeads(5)).map(({ customerId }) => customerId)).toEqual(['lately', 'long-ago']);
  const [best] = await scores().hotLeads(1);
  expect(best?.valueNow).toBeLessThan(best?.value ?? 0);
});

test('the last rules saved are in force', async () => {
  expect(await loadRuleSet(database)).toEqual(defaultRuleSet);
  await saveRuleSet(database, { ...defaultRuleSet, halfLifeDays: 7 });
  expect(await loadRuleSet(database)).toMatchObject({ halfLifeDays: 7 });
  await expect(saveRuleSet(database, { rules: [{ rule: '', points: -1 }] })).rejects.toMatchObject({
    code: 'scoring.rules-invalid',
  });
});
