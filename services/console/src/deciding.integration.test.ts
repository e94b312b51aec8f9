import { Client } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { conflictsPage, matchingStatus, suggestionsPage } from './api/conflicts.ts';
import { customerDetail } from './api/customers.ts';
import { customerAsKnown, evidenceDetail } from './api/evidence.ts';
import { consequenceDetail, erasureDone, erasureForeseen, ordersPage } from './api/orders.ts';
import { rulesDetail, rulesForeseen, rulesProgress } from './api/rules.ts';
import { roles } from './auth/roles.ts';
import { openMistaken, post, type Ask } from './testing/asking.ts';
import { claimed, crowd, kern } from './testing/steward.ts';

const now = Date.now();
const { service, asker } = await openMistaken(now);
afterAll(() => service.stop());

/** What another console would have left behind. */
async function inDatabase(text: string, values: ReadonlyArray<unknown> = []): Promise<void> {
  const client = new Client({ connectionString: service.databaseUrl });
  await client.connect();
  try {
    await client.query(text, [...values]);
  } finally {
    await client.end();
  }
}

describe('conflicts', () => {
  test('are shown with both sides and decided once', async () => {
    const { items } = await asker.good('/identity/conflicts', conflictsPage, { as: 'viewer' });
    const [conflict] = items;
    expect(items).toHaveLength(1);
    expect(conflict?.sides.map(({ name }) => name).sort()).toEqual(['Nora Berg', 'Olaf Tal']);
    expect(conflict?.edges).toMatchObject([{ refusal: 'claimed', accepted: false }]);
    const path = `/identity/conflicts/${conflict?.id}`;
    const decide = (decision: string, key: string) => post({ decision, reason: 'They are friends' }, { key });
    const done = await asker.good(path, consequenceDetail, decide('never-link', 'conflict-1'));
    expect(done.commandId).toBe('conflict-1');
    expect(await asker.good(path, consequenceDetail, decide('never-link', 'conflict-1'))).toEqual(done);
    expect((await asker.good('/identity/conflicts', conflictsPage)).items).toEqual([]);
    expect(await asker.bad(path, decide('link', 'conflict-2'))).toMatchObject({
      status: 404,
      code: 'identity.edge-unknown',
    });
    expect(await asker.bad(path, decide('maybe', 'conflict-3'))).toMatchObject({
      status: 400,
      fields: ['decision'],
    });
    expect(await asker.lastAudit('conflicts.decide')).toMatchObject({ details: { decision: 'never-link' } });
    await asker.order({ kind: 'undo', command: 'conflict-1' });
    expect((await asker.good('/identity/conflicts', conflictsPage)).items).toHaveLength(1);
    expect(await asker.good(path, consequenceDetail, decide('link', 'conflict-4'))).toMatchObject({
      moved: 1,
    });
    expect(await asker.holder(claimed.nora)).toBe(await asker.holder(claimed.olaf));
    await asker.order({ kind: 'undo', command: 'conflict-4' });
  });
});

describe('suggestions', () => {
  test('are none before a model was learnt', { timeout: 120_000 }, async () => {
    expect(await asker.good('/identity/matching', matchingStatus)).toMatchObject({ model: null, open: 0 });
    await service.resolve(crowd(now));
    expect(await service.match()).toMatchObject({ outcome: 'trained' });
  });

  test('are explained by what was compared, and decided', { timeout: 30_000 }, async () => {
    const status = await asker.good('/identity/matching', matchingStatus, { as: 'viewer' });
    expect(status).toMatchObject({ model: { version: 1 }, waiting: 0 });
    expect(status.open).toBeGreaterThan(20);
    const clara = await asker.holder('email:p0@mail0.example');
    const { items } = await asker.good(`/identity/suggestions?customer=${clara}`, suggestionsPage, {
      as: 'viewer',
    });
    const [suggestion] = items;
    expect(suggestion?.probability).toBeGreaterThan(0.9);
    expect(suggestion?.sides.map(({ customerId }) => customerId)).toContain(clara);
    expect(suggestion?.evidence[0]?.weight).toBeGreaterThan(1);
    const path = `/identity/suggestions/${suggestion?.id}`;
    const link = post({ decision: 'link', reason: 'Same birth date' }, { key: 'suggestion-1' });
    const done = await asker.good(path, consequenceDetail, link);
    expect(done.customers).toMatchObject([{ identifierCount: 2 }]);
    expect(await asker.good(path, consequenceDetail, link)).toEqual(done);
    expect(await asker.holder('email:p0@mail1.example')).toBe(await asker.holder('email:p0@mail0.example'));
    const { edges } = await asker.good(`/customers/${clara}/evidence`, evidenceDetail);
    const { probability, weight, evidence, model } = suggestion ?? {};
    expect(edges.map(({ kind, match }) => [kind, match])).toEqual([
      ['person', { probability, weight, evidence, model }],
    ]);
    const again = post({ decision: 'never-link', reason: 'After all not' });
    expect(await asker.bad(path, again)).toMatchObject({ status: 404, code: 'identity.suggestion-unknown' });
    expect(await asker.lastAudit('suggestions.decide')).toMatchObject({ details: { decision: 'link' } });
  });

  test('come in pages, the likeliest first', async () => {
    const first = await asker.good('/identity/suggestions?limit=2', suggestionsPage);
    const second = await asker.good(
      `/identity/suggestions?limit=2&cursor=${encodeURIComponent(first.next ?? '')}`,
      suggestionsPage,
    );
    const all = [...first.items, ...second.items];
    expect(new Set(all.map(({ id }) => id)).size).toBe(4);
    const likely = all.map(({ probability }) => probability);
    expect(likely).toEqual(likely.toSorted((a, b) => b - a));
  });
});

describe('rules', () => {
  const rules = { limits: { email: 1 } };

  test('are previewed over all that is known, with examples', async () => {
    const foreseen = await asker.good(
      '/identity/rules/preview',
      rulesForeseen,
      post({ rules }, { as: 'admin' }),
    );
    expect(foreseen.split).toBeGreaterThanOrEqual(1);
    expect(foreseen.examples.map(({ change }) => change)).toContain('split');
    expect(foreseen.customers).toBeGreaterThan(400);
    expect((await asker.good('/identity/rules', rulesDetail)).rules).toEqual({});
  });

  test('are applied in the background, and again under the same key', { timeout: 60_000 }, async () => {
    const id = await asker.holder(kern.mia);
    const put = (body: unknown, key: string): Ask => ({ method: 'PUT', body, key });
    const body = { rules, reason: 'One address each' };
    const response = await asker.ask('/identity/rules', put(body, 'rules-of-tests-1'));
    expect(response.status).toBe(202);
    expect(rulesProgress.parse(await response.json())).toMatchObject({
      id: 'rules-of-tests-1',
      by: 'of admin',
    });
    const progress = async () =>
      (await asker.good('/identity/rules', rulesDetail, { as: 'viewer' })).progress;
    await expect.poll(progress, { timeout: 30_000 }).toMatchObject({ state: 'done', code: null });
    expect((await progress())?.customers).toBeGreaterThan(400);
    expect((await asker.good('/identity/rules', rulesDetail)).rules).toEqual(rules);
    expect(await asker.holder(kern.max)).not.toBe(id);
    const [listed] = (await asker.good('/identity/commands', ordersPage)).items;
    expect(listed).toMatchObject({ id: 'rules-of-tests-1', kind: 'rules', isReversible: false });

    expect(await asker.good('/identity/rules', rulesProgress, put(body, 'rules-of-tests-1'))).toMatchObject({
      state: 'done',
    });
    const other = put({ rules: {}, reason: 'As usual' }, 'rules-of-tests-1');
    expect(await asker.bad('/identity/rules', other)).toMatchObject({
      status: 409,
      code: 'console.key-reused',
    });
    await asker.good(
      '/identity/rules',
      rulesProgress,
      put({ rules: {}, reason: 'As usual' }, 'rules-of-tests-2'),
    );
    await expect.poll(progress, { timeout: 30_000 }).toMatchObject({ id: 'rules-of-tests-2', state: 'done' });
    expect(await asker.holder(kern.max)).toBe(id);
  });

  test('that were left half applied go on under the same key; others wait for those that are under way', async () => {
    const left = (id: string, seen: string) =>
      inDatabase(
        `insert into console.rule_changes (id, rules, ordered_by, reason, state, seen_at, customers)
         values ($1, '{"limits": {"email": 19}}', 'of admin', 'Nearly as usual', 'running', now() - $2::interval, 200)`,
        [id, seen],
      );
    const put = (key: string): Ask => ({
      method: 'PUT',
      body: { rules: { limits: { email: 19 } }, reason: 'Nearly as usual' },
      key,
    });
    const progress = async () => (await asker.good('/identity/rules', rulesDetail)).progress;
    await left('rules-of-tests-3', '2 seconds');
    expect(await progress()).toMatchObject({ state: 'running', customers: 200 });
    expect(await asker.bad('/identity/rules', put('rules-of-tests-4'))).toMatchObject({
      status: 409,
      code: 'console.rules-busy',
    });
    // Somebody else's: it is answered how far they are.
    expect(await asker.good('/identity/rules', rulesProgress, put('rules-of-tests-3'))).toMatchObject({
      customers: 200,
    });

    await inDatabase(
      "update console.rule_changes set seen_at = now() - interval '1 hour' where state = 'running'",
    );
    expect(await progress()).toMatchObject({ id: 'rules-of-tests-3', state: 'interrupted' });
    await asker.good('/identity/rules', rulesProgress, put('rules-of-tests-3'));
    await expect.poll(progress, { timeout: 30_000 }).toMatchObject({ id: 'rules-of-tests-3', state: 'done' });
  });

  test('that cannot hold are refused', async () => {
    for (const wrong of [
      { limits: { email: 0 } },
      { matching: { linkAt: 0.4, suggestAt: 0.9 } },
      { other: {} },
    ])
      expect(
        await asker.bad('/identity/rules/preview', post({ rules: wrong }, { as: 'admin' })),
      ).toMatchObject({
        status: 400,
        code: 'console.request-invalid',
      });
  });
});

test('who may: viewers and auditors read, agents decide, admins erase and set rules', async () => {
  const reads = ['/customers/x/evidence', '/customers/x/as-of?at=2020-01-01', '/customers/x/commands'];
  const lists = [
    '/identity/commands',
    '/identity/conflicts',
    '/identity/suggestions',
    '/identity/matching',
    '/identity/rules',
  ];
  const orders = [
    '/identity/preview',
    '/identity/commands',
    '/identity/conflicts/x',
    '/identity/suggestions/x',
  ];
  const grave = ['/customers/x/erasure', '/customers/x/erasure/preview', '/identity/rules/preview'];
  const allowed = async (path: string, asked: Ask) => (await asker.ask(path, asked)).status !== 403;
  for (const as of roles) {
    for (const path of [...reads, ...lists]) expect(await allowed(path, { as }), `${as} ${path}`).toBe(true);
    for (const path of orders)
      expect(await allowed(path, post({}, { as })), `${as} ${path}`).toBe(as === 'admin' || as === 'agent');
    for (const path of grave)
      expect(await allowed(path, post({}, { as })), `${as} ${path}`).toBe(as === 'admin');
    expect(await allowed('/identity/rules', { method: 'PUT', body: {}, as }), as).toBe(as === 'admin');
  }
  expect((await fetch(`${service.address}/api/v1/identity/conflicts`)).status).toBe(401);
});

test('an erased person is gone, and their page says so', async () => {
  const id = await asker.holder(kern.mia);
  const foreseen = await asker.good(`/customers/${id}/erasure/preview`, erasureForeseen, {
    method: 'POST',
    body: {},
  });
  expect(foreseen).toMatchObject({ interactions: 3, records: 0 });
  expect(foreseen.customerIds).toContain(id);
  const erase: Ask = { method: 'POST', body: { reason: 'Asked by letter' }, key: 'erasure-1' };
  const done = await asker.good(`/customers/${id}/erasure`, erasureDone, erase);
  expect(done).toMatchObject({ commandId: 'erasure-1', customerIds: foreseen.customerIds });
  expect(await asker.good(`/customers/${id}/erasure`, erasureDone, erase)).toEqual(done);
  expect(await asker.good(`/customers/${id}`, customerDetail)).toMatchObject({
    ...{ state: 'erased', name: null, identifiers: [], traits: [], score: null },
  });
  expect((await asker.evidenceOf(id)).edges).toEqual([]);
  expect(
    await asker.good(`/customers/${id}/as-of?at=${new Date(now).toISOString()}`, customerAsKnown),
  ).toMatchObject({
    known: false,
  });
  const { items } = await asker.good('/identity/commands', ordersPage);
  expect(items[0]).toMatchObject({ kind: 'erase', isReversible: false, customers: [{ customerId: id }] });
  expect(JSON.stringify(items)).not.toMatch(/kern/);
  expect(
    await asker.bad(`/customers/${id}/erasure`, post({ reason: 'once more' }, { as: 'admin' })),
  ).toMatchObject({
    status: 404,
    code: 'identity.customer-unknown',
  });
  const entry = await asker.lastAudit('erasure.execute');
  expect(entry?.subjects).toEqual(expect.arrayContaining(['command:erasure-1', `customer:${id}`]));
  expect(JSON.stringify(entry)).not.toMatch(/kern|letter/);
});
