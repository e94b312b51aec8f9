import { createIdentity } from '@throughline/identity';
import { interaction, person } from '@throughline/identity/testing';
import type { IdentityChange, IdentityCommand } from '@throughline/schemas';
import type { Kit } from '@throughline/service-kit';
import { eventually } from '@throughline/streams/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestResolver } from './testing.ts';

const { database, topics, start, send, openStewardship, close } = await openTestResolver();
let kit: Kit;

beforeAll(async () => {
  kit = await start();
  const claimed = [person(['email:ann@mail.example', 'phone:+4915112345678?'], { name: 'Ann' })];
  await send([
    interaction('i1', claimed),
    interaction('i2', [person(['email:bob@mail.example'])]),
    interaction('i3', [person(['email:eve@mail.example'])]),
  ]);
  await eventually(() => topics.heardIn('interactions.resolved').length === 3, 'three resolved');
});
afterAll(async () => {
  await kit.shutdown();
  await close();
});

const order = async (...commands: ReadonlyArray<Partial<IdentityCommand>>): Promise<void> => {
  const codec = await topics.codecs.of<IdentityCommand>('identity.commands');
  await topics.producer.sendAll(
    commands.map((part) => ({
      topic: 'identity.commands',
      key: part.identifier ?? part.pairs?.[0]?.one ?? part.customerId ?? '',
      value: codec.encode({
        ...{ commandId: '', kind: '', pairs: [], identifier: null, at: null, customerId: null },
        ...{ undoes: null, by: 'ann', reason: null, orderedAt: Date.now() },
        ...part,
      }),
    })),
  );
};
const changesOf = async (commandId: string) =>
  (await topics.decodedIn<IdentityChange>('customers.identity')).flatMap(({ content }) =>
    content?.commandId === commandId ? [content.change] : [],
  );
const refused = () =>
  topics.heardIn('identity.commands.dead-letter').map(({ headers }) => headers['error-code'] ?? '');
const ann = 'email:ann@mail.example';
const bob = 'email:bob@mail.example';
const phone = 'phone:+4915112345678';
const shown = async () => {
  const of = await createIdentity({ database }).customersOf([ann, bob, phone]);
  return { annIsBob: of.get(ann) === of.get(bob), annHasPhone: of.get(ann) === of.get(phone) };
};

test('commands are executed in order, once each, and what followed names them', async () => {
  const link = { commandId: 'c-link', kind: 'link', pairs: [{ one: ann, other: bob }] };
  await order(link, link, { commandId: 'c-cut', kind: 'cut', pairs: [{ one: ann, other: phone }] });
  await eventually(async () => (await changesOf('c-cut')).includes('split'), 'the cut told');
  expect(await changesOf('c-link')).toEqual(['merged']);
  expect(await shown()).toEqual({ annIsBob: true, annHasPhone: false });
  const stewardship = await openStewardship();
  const [cut] = await stewardship.commands({ identifiers: [phone], limit: 1 });
  expect(cut).toMatchObject({ id: 'c-cut', by: 'stream:ann' });

  await order({ commandId: 'c-undo', kind: 'undo', undoes: 'c-link', identifier: ann });
  await eventually(async () => (await changesOf('c-undo')).includes('split'), 'the undoing told');
  expect(await shown()).toEqual({ annIsBob: false, annHasPhone: false });
  expect(refused()).toEqual([]);
});

test('what cannot be done is set aside with its code, and the next is done', async () => {
  await order(
    { commandId: 'r1', kind: 'cut', pairs: [{ one: ann, other: phone }] },
    { commandId: 'r2', kind: 'paint', identifier: ann, pairs: [{ one: ann, other: phone }] },
    { commandId: 'r3', kind: 'reassign', identifier: ann },
    { commandId: 'r4', kind: 'undo', undoes: 'never', identifier: ann },
    { commandId: 'c-link', kind: 'block', identifier: ann },
    { commandId: '', kind: 'block', identifier: ann },
    { commandId: 'r5', kind: 'cut-identifier', identifier: 'email:nobody@mail.example' },
    { commandId: 'done', kind: 'mark-shared', identifier: ann },
  );
  await eventually(() => refused().length === 7, 'seven refused');
  expect(refused().toSorted((one, other) => one.localeCompare(other))).toEqual([
    ...['identity.command-reused', 'identity.command-unknown', 'identity.edge-unknown'],
    ...['identity.identifier-unknown', 'resolver.command-invalid', 'resolver.command-invalid'],
    'resolver.command-invalid',
  ]);
  const stewardship = await openStewardship();
  await eventually(
    async () => (await stewardship.commands({ limit: 1 }))[0]?.id === 'done',
    'the last command done',
  );
});

test('an erasure by stream is told with its command', async () => {
  const eve = (await createIdentity({ database }).customersOf(['email:eve@mail.example'])).values().next();
  const customerId = eve.value ?? '';
  await order({ commandId: 'c-erase', kind: 'erase', customerId });
  await eventually(async () => (await changesOf('c-erase')).includes('erased'), 'the erasure told');
  expect(await createIdentity({ database }).identifiersOf(customerId)).toEqual([]);
});
