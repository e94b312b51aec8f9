import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { timelinePage } from './api/customers.ts';
import { customerAsKnown, sightingDocument } from './api/evidence.ts';
import { interactionDetail, rawDelivery } from './api/interactions.ts';
import { ordersPage, type OrderSent } from './api/orders.ts';
import { askerOf, openMistaken, post, type Ask } from './testing/asking.ts';
import { startTestConsole } from './testing/console.ts';
import { DAY } from './testing/people.ts';
import { claimed, kern, mistaken } from './testing/steward.ts';

const now = Date.now();
const { service, asker } = await openMistaken(now);
afterAll(() => service.stop());

const timelineOf = async (id: string) =>
  (await asker.good(`/customers/${id}/timeline`, timelinePage)).items.length;

const edge: [string, string] = [kern.max, kern.phone];

describe('evidence', () => {
  test('says which interaction tied two identifiers, down to the bytes', async () => {
    const id = await asker.holder(kern.mia);
    const { customerId, identifiers, edges } = await asker.evidenceOf(id, { as: 'viewer' });
    expect(customerId).toBe(id);
    expect(identifiers.map(({ identifier }) => identifier).sort()).toEqual(Object.values(kern).sort());
    const tie = edges.find(({ from, to }) => [from, to].includes(kern.max));
    expect(tie).toMatchObject({ kind: 'observed', verified: true, accepted: true, refusal: null });
    const { interactionId, digest, at } = tie?.first ?? {};
    const { documentId } = await asker.good(
      `/customers/${id}/evidence/${interactionId}?at=${at}`,
      sightingDocument,
    );
    expect(await asker.good(`/interactions/${documentId}`, interactionDetail)).toMatchObject({
      subject: 'Climbing shoes',
      digest,
    });
    const raw = await asker.good(`/deliveries/${digest}`, rawDelivery, { as: 'auditor' });
    expect(raw).toMatchObject({ digest, intact: true });
    expect(raw.body.content).toContain('Climbing shoes');
    expect(await asker.lastAudit('deliveries.read')).toMatchObject({ subjects: [`raw:${digest}`] });
    expect((await asker.ask(`/deliveries/${digest}`, { as: 'viewer' })).status).toBe(403);
  });

  test('of what is refused too, with the protection; what nobody knows is 404', async () => {
    const { edges } = await asker.evidenceOf(await asker.holder(claimed.olaf));
    expect(edges).toContainEqual(
      expect.objectContaining({ accepted: false, refusal: 'claimed', verified: false }),
    );
    for (const path of [
      '/customers/nobody/evidence',
      '/customers/nobody/as-of?at=2020-01-01',
      '/deliveries/none',
    ])
      expect(await asker.bad(path)).toMatchObject({ status: 404, code: 'console.not-found' });
    const unknown = `/customers/${await asker.holder(kern.mia)}/evidence/none?at=2020-01-01`;
    expect(await asker.good(unknown, sightingDocument)).toEqual({ documentId: null });
  });
});

describe('orders', () => {
  test('a preview says in numbers what would move, and moves nothing', async () => {
    const id = await asker.holder(kern.mia);
    expect(await timelineOf(id)).toBe(3);
    const foreseen = await asker.preview({ kind: 'cut', edge });
    expect(foreseen).toMatchObject({ moving: { anchors: 1, interactions: 2 }, complete: true, refused: [] });
    const [stays, parts] = foreseen.customers.toSorted((a, b) => Number(a.isNew) - Number(b.isNew));
    expect(stays).toMatchObject({ customerId: id, interactions: 1, interactionsNow: 3, records: [] });
    expect(parts).toMatchObject({
      isNew: true,
      name: 'Max Kern',
      interactions: 2,
      segments: null,
      scoreNow: null,
    });
    expect(await timelineOf(id)).toBe(3);
    const entry = await asker.lastAudit('orders.preview');
    expect(entry).toMatchObject({ subjects: [`customer:${id}`], details: { kind: 'cut', moving: 1 } });
  });

  test('a cut is done once for its key, is kept with who and why, told to the audit log, and undone', async () => {
    const id = await asker.holder(kern.mia);
    const before = await asker.evidenceOf(id);
    const key = 'cut-of-the-tests';
    const done = await asker.order({ kind: 'cut', edge }, { key });
    expect(done).toMatchObject({ commandId: key, moved: 1 });
    expect(await asker.order({ kind: 'cut', edge }, { key })).toEqual(done);
    const other = post({ command: { kind: 'block', identifier: kern.max }, reason: 'another' }, { key });
    expect(await asker.bad('/identity/commands', other)).toMatchObject({
      status: 409,
      code: 'identity.command-reused',
    });

    const max = await asker.holder(kern.max);
    expect(max).not.toBe(id);
    expect([await timelineOf(id), await timelineOf(max)]).toEqual([1, 2]);
    for (const path of [`/customers/${id}/commands`, `/customers/${max}/commands`, '/identity/commands']) {
      const [latest] = (await asker.good(path, ordersPage, { as: 'viewer' })).items;
      expect(latest, path).toMatchObject({
        ...{ id: key, kind: 'cut', by: 'of agent', reason: 'The customer called', moved: 1 },
        ...{ pairs: [edge], isReversible: true, undoneBy: null },
      });
    }
    const entry = await asker.lastAudit('orders.execute');
    expect(entry).toMatchObject({ actor: { name: 'of agent' }, details: { kind: 'cut', moved: 1 } });
    expect(entry?.subjects).toEqual(
      expect.arrayContaining([`command:${key}`, `customer:${id}`, `customer:${max}`]),
    );
    expect(JSON.stringify(entry)).not.toMatch(/kern|called/);

    const undone = await asker.order({ kind: 'undo', command: key });
    expect(undone.customers).toEqual([expect.objectContaining({ customerId: id, takesOver: [max] })]);
    expect(await asker.evidenceOf(id)).toEqual(before);
    expect(await timelineOf(max)).toBe(3);
    const again = post({ command: { kind: 'undo', command: key }, reason: 'once more' });
    expect(await asker.bad('/identity/commands', again)).toMatchObject({
      status: 409,
      code: 'identity.already-undone',
    });
    const [latest, first] = (await asker.good('/identity/commands', ordersPage)).items;
    expect(latest).toMatchObject({ kind: 'undo', undoes: key });
    expect(first).toMatchObject({ id: key, isReversible: false, undoneBy: latest?.id });
  });

  test('pages of orders follow each other', async () => {
    const all = (await asker.good('/identity/commands', ordersPage)).items.map(({ id }) => id);
    const first = await asker.good('/identity/commands?limit=1', ordersPage);
    const second = await asker.good(`/identity/commands?limit=1&cursor=${first.next}`, ordersPage);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all.slice(0, 2));
  });

  test('of a recycled number the former holder keeps what was before', async () => {
    const phone = 'phone:+4915187654321';
    const id = await asker.holder(phone);
    const command: OrderSent = {
      kind: 'reassign',
      identifier: phone,
      at: new Date(now - 10 * DAY).toISOString(),
    };
    const foreseen = await asker.preview(command);
    expect(foreseen.moving).toMatchObject({ interactions: 1 });
    expect(foreseen.customers.map(({ isNew, interactions }) => `${isNew} ${interactions}`).sort()).toEqual([
      'false 1',
      'true 1',
    ]);
    const done = await asker.order(command);
    const next = done.customers.find(({ isNew }) => isNew)?.customerId ?? '';
    expect([await timelineOf(id), await timelineOf(next)]).toEqual([1, 1]);
    expect((await asker.evidenceOf(id)).identifiers).toMatchObject([
      { identifier: phone, validTo: command.at },
    ]);
    const [kept] = (await asker.good(`/customers/${id}/commands`, ordersPage)).items;
    expect(kept).toMatchObject({ kind: 'reassign', identifier: phone, since: command.at });
  });

  test('marking, blocking, parting and linking', async () => {
    const id = await asker.holder(kern.mia);
    for (const command of [
      { kind: 'mark-shared', identifier: kern.phone },
      { kind: 'cut-identifier', identifier: kern.max },
      { kind: 'block', identifier: kern.phone },
      { kind: 'link', pairs: [[kern.mia, claimed.nora]] },
    ] satisfies ReadonlyArray<OrderSent>) {
      const foreseen = await asker.preview(command);
      const done = await asker.order(command);
      expect(done.moved, command.kind).toBe(foreseen.moving.anchors);
      await asker.order({ kind: 'undo', command: done.commandId });
    }
    expect((await asker.evidenceOf(id)).identifiers).toHaveLength(3);
    // Whichever is older goes on.
    const foreseen = await asker.preview({ kind: 'link', pairs: [[kern.mia, claimed.nora]] });
    const [one] = foreseen.customers;
    expect(foreseen.customerCount).toBe(1);
    expect(one).toMatchObject({ isNew: false, interactions: 4, identifierCount: 4 });
    expect(foreseen.moving.interactions).toBe(4 - (one?.interactionsNow ?? 0));
  });

  test('what is wrong is said in codes', async () => {
    const codeOf = async (body: unknown, more?: Ask) =>
      (await asker.bad('/identity/commands', post(body, more))).code;
    const reason = 'because of it';
    const nobody = 'email:nobody@nowhere.example';
    expect(await codeOf({ command: { kind: 'block' }, reason })).toBe('console.request-invalid');
    expect(await codeOf({ command: { kind: 'cut', edge } })).toBe('console.request-invalid');
    expect(await codeOf({ command: { kind: 'explode' }, reason })).toBe('console.request-invalid');
    expect(await codeOf({ command: { kind: 'cut', edge: [nobody, kern.mia] }, reason })).toBe(
      'identity.identifier-unknown',
    );
    expect(await codeOf({ command: { kind: 'cut', edge: [claimed.nora, claimed.nora] }, reason })).toBe(
      'identity.edge-unknown',
    );
    expect(await codeOf({ command: { kind: 'link', pairs: [[kern.mia, kern.mia]] }, reason })).toBe(
      'identity.not-linkable',
    );
    expect(await codeOf({ command: { kind: 'undo', command: 'none' }, reason })).toBe(
      'identity.command-unknown',
    );
    expect(await codeOf({ command: { kind: 'cut', edge }, reason }, { key: 'short' })).toBe(
      'console.key-invalid',
    );
    const missing = await asker.bad(
      '/identity/commands',
      post({ command: { kind: 'cut', edge }, reason: ' ' }),
    );
    expect(missing).toMatchObject({ status: 400, fields: ['reason'] });
  });
});

test('as known at a time: before, nobody; then, who it was then', async () => {
  const id = await asker.holder(kern.mia);
  const asOf = (at: string) =>
    asker.good(`/customers/${id}/as-of?at=${at}`, customerAsKnown, { as: 'viewer' });
  expect(await asOf('2020-01-01')).toMatchObject({
    known: false,
    customerId: null,
    identifiers: [],
    traits: [],
  });
  const then = new Date().toISOString();
  await sleep(20);
  const { commandId } = await asker.order({ kind: 'cut', edge });
  const [before, after] = [await asOf(then), await asOf(new Date(Date.now() + 1000).toISOString())];
  const known = (one: typeof before) => one.identifiers.map(({ identifier }) => identifier).sort();
  expect(known(before)).toEqual(Object.values(kern).sort());
  expect(known(after)).toEqual([kern.mia, kern.phone].sort());
  expect(before.traits.find(({ name }) => name === 'lastName')).toMatchObject({
    value: 'Kern',
    source: 'verified',
  });
  expect((await asker.bad(`/customers/${id}/as-of?at=yesterday`)).code).toBe('console.request-invalid');
  await asker.order({ kind: 'undo', command: commandId });
});

test('with the schema registry away all is read and previewed, and orders say what is missing', async () => {
  // Nothing listens on the discard port.
  const lonely = await startTestConsole({ registryUrl: 'http://127.0.0.1:9/apis/ccompat/v7' });
  try {
    await lonely.take(mistaken(now));
    const away = await askerOf(lonely);
    const id = await away.holder(kern.mia);
    expect((await away.evidenceOf(id)).edges).not.toEqual([]);
    expect((await away.preview({ kind: 'cut', edge })).moving.interactions).toBe(2);
    const order = post({ command: { kind: 'cut', edge }, reason: 'The customer called' });
    expect(await away.bad('/identity/commands', order)).toMatchObject({
      status: 503,
      code: 'streams.registry-away',
    });
    expect(await away.holder(kern.max)).toBe(id);
  } finally {
    await lonely.stop();
  }
});
