import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { checkInvariants, components, events, openTestIdentity, wipe } from '../integration.ts';
import { interaction, person } from '../testing.ts';

const { database, resolver, identity, stewardship, customerOf, close } = await openTestIdentity();
afterAll(close);
beforeEach(() => wipe(database));

const a = 'email:secret.ann@gmail.com';
const phone = 'phone:+4915112345';
const other = 'email:b@x.io';
const authority = { commandId: 'erase', by: 'ann', reason: 'asked for' };

/** Every text in every table of the schema, but the events that wait to be published. */
async function everything(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'identity' and table_name <> 'outbox'`.execute(
    database.kysely,
  );
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql<{ text: string }>`
        select t::text as text from ${sql.id('identity', name)} t`.execute(database.kysely);
      return rows.map(({ text }) => text).join('\n');
    }),
  );
  return texts.join('\n');
}

describe('erasing a person', () => {
  const batch = [
    interaction('i1', [person([a, phone], { name: 'Secret Ann' })], {
      occurredAt: 10,
      conversationId: 't:a:secret',
    }),
    interaction('i2', [person([other])], { occurredAt: 20 }),
    interaction('i3', [person([a], { author: false }), person([other])], { occurredAt: 30 }),
  ];

  test('leaves nothing that names them, in tables of now or of the past, and tells it', async () => {
    for (const one of batch) await resolver.resolve([one]);
    await stewardship.execute(
      { kind: 'link', pairs: [[a, other]] },
      { commandId: 'l', by: 'ann', reason: 'Secret Ann' },
    );
    await stewardship.execute({ kind: 'undo', command: 'l' }, { commandId: 'u', by: 'ann' });
    await stewardship.execute({ kind: 'cut', edge: [a, phone] }, { commandId: 'c', by: 'ann' });
    await stewardship.execute({ kind: 'undo', command: 'c' }, { commandId: 'v', by: 'ann' });
    const id = await customerOf(a);
    expect((await stewardship.previewErasure(id)).identifierCount).toBe(4);
    const erased = await stewardship.erase(id, authority);
    expect(erased.customerIds).toContain(id);
    expect(await stewardship.erase(id, authority)).toEqual(erased);
    const rest = (await everything()).toLowerCase();
    for (const secret of ['secret', '4915112345', 'ann@gmail']) expect(rest).not.toContain(secret);

    for (const one of erased.customerIds) {
      expect(await identity.customer(one)).toMatchObject({ state: 'erased', traits: {}, identifierCount: 0 });
    }
    expect(await components(database)).toEqual([[other]]);
    const { tombstones, changes } = await events(database);
    expect(tombstones).toEqual(
      expect.arrayContaining([
        `customers ${id}`,
        `customers.identifiers ${a}`,
        `customers.identifiers ${phone}`,
      ]),
    );
    expect(changes.at(-1)).toMatchObject({ change: 'erased', fromIdentifier: null });
    await checkInvariants(database);
    await expect(stewardship.erase(id, { commandId: 'again', by: 'ann' })).rejects.toMatchObject({
      status: 404,
    });
    await expect(
      stewardship.execute({ kind: 'undo', command: 'erase' }, { commandId: 'x', by: 'ann' }),
    ).rejects.toMatchObject({ code: 'identity.not-reversible' });
  });

  test('a replay, or what comes late, brings nothing back; a later interaction starts a new person', async () => {
    await resolver.resolve(batch);
    const id = await customerOf(a);
    const { erasedAt } = await stewardship.erase(id, authority);
    const told = await events(database);
    const late = [
      interaction('i9', [person([phone, 'cookie:k?'])], { occurredAt: erasedAt }),
      interaction('i10', [person(['email:secretann+shop@gmail.com'])], { occurredAt: 40 }),
      interaction('i11', [], { occurredAt: 50, conversationId: 't:a:secret' }),
    ];
    const records = await resolver.resolve([...batch, ...late]);
    expect(records.map((one) => one.length)).toEqual([0, 1, 1, 0, 0, 0]);
    expect(records[2]?.[0]?.anchors.map(({ identifier }) => identifier)).toEqual([other]);
    expect(await events(database)).toEqual(told);

    const after = interaction('i12', [person([a])], { occurredAt: erasedAt + 1 });
    const [[fresh] = []] = await resolver.resolve([after]);
    expect(fresh?.customerId).not.toBe(id);
    expect(await customerOf(phone)).toBe('');
    expect((await events(database)).assignments.findLast(({ identifier }) => identifier === a)).toMatchObject(
      {
        version: 2,
        validFrom: erasedAt + 1,
      },
    );
    expect((await resolver.resolve([...batch, ...late])).map((one) => one.length)).toEqual([
      0, 1, 1, 0, 0, 0,
    ]);
    expect(await resolver.resolve([after])).toEqual([[fresh]]);
    await checkInvariants(database);
    const second = await stewardship.erase(fresh?.customerId ?? '', { commandId: 'second', by: 'ann' });
    expect(await resolver.resolve([after])).toEqual([[]]);
    expect(second.erasedAt).toBeGreaterThanOrEqual(erasedAt);
  });
});
