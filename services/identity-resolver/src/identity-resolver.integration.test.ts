import { createIdentity } from '@throughline/identity';
import { interaction, person } from '@throughline/identity/testing';
import type { IdentityChange, ResolvedInteraction } from '@throughline/schemas';
import { eventually } from '@throughline/streams/testing';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { openTestResolver } from './testing.ts';

const { database, topics, start, send, openStewardship, close } = await openTestResolver();
afterAll(close);

test('interactions come out with their customers, and what was learnt of these is announced once', async () => {
  const batch = [
    interaction('i1', [person(['email:a@mail.example'], { name: 'Ann' })]),
    interaction('i2', [person(['phone:+4915112345678'])]),
    interaction('i3', [person(['email:a@mail.example', 'phone:+4915112345678'])]),
    interaction('i4', [], { conversationId: 'chat:a:1' }),
  ];
  const kit = await start();
  await send(batch);
  await eventually(() => topics.heardIn('interactions.resolved').length === 4, 'four resolved');
  await eventually(() => topics.heardIn('customers.identifiers').length >= 3, 'assignments');
  await kit.shutdown();

  const resolved = await topics.decodedIn<ResolvedInteraction>('interactions.resolved');
  for (const { key, content } of resolved) expect(content?.customerId).toBe(key);
  const owners = new Set(
    resolved.filter(({ content }) => content?.interaction.interactionId !== 'i4').map(({ key }) => key),
  );
  expect(owners.size).toBeLessThanOrEqual(2);

  const again = await start();
  const told = topics.heard.length;
  await send(batch);
  await eventually(() => topics.heardIn('interactions.resolved').length === 8, 'eight resolved');
  await topics.producer.send({ topic: 'interactions.normalized', key: 'x', value: Buffer.from('not Avro') });
  await eventually(() => topics.heardIn('interactions.normalized.dead-letter').length === 1, 'a dead letter');
  await eventually(async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from identity.outbox`.execute(
      database.kysely,
    );
    return rows[0]?.n === 0;
  }, 'an empty outbox');
  await again.shutdown();
  expect(topics.heard.length).toBe(told + 5);
});

test('what a person orders goes out with all else; of somebody who was erased nothing comes out again', async () => {
  const kit = await start();
  const stewardship = await openStewardship();
  const batch = [
    interaction('e1', [person(['email:gone@mail.example', 'phone:+4915187654321'], { name: 'Gone' })]),
  ];
  const before = topics.heardIn('interactions.resolved').length;
  await send(batch);
  await eventually(() => topics.heardIn('interactions.resolved').length === before + 1, 'one resolved');
  const found = await createIdentity({ database }).customersOf(['email:gone@mail.example']);
  const id = found.get('email:gone@mail.example') ?? '';
  await stewardship.execute(
    { kind: 'cut', edge: ['email:gone@mail.example', 'phone:+4915187654321'] },
    { commandId: 'cut', by: 'ann' },
  );
  await stewardship.erase(id, { commandId: 'erase', by: 'ann' });
  const changesOf = async () =>
    (await topics.decodedIn<IdentityChange>('customers.identity')).map(({ content }) => content?.change);
  await eventually(async () => (await changesOf()).includes('erased'), 'told that it was erased');
  expect(await changesOf()).toContain('split');
  const tombstones = topics.heard.filter(({ value }) => value === null).map(({ key }) => key);
  expect(tombstones).toEqual(expect.arrayContaining([id, 'email:gone@mail.example']));

  await send([...batch, interaction('e2', [person(['email:a@mail.example'])])]);
  await eventually(() => topics.heardIn('interactions.resolved').length >= before + 2, 'the other resolved');
  const told = (await topics.decodedIn<ResolvedInteraction>('interactions.resolved')).slice(before + 1);
  expect(told.flatMap(({ content }) => content?.interaction.interactionId ?? [])).not.toContain('e1');
  await kit.shutdown();
});
