import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { evidenceOf } from './evidence.ts';
import { see, sharedByForm } from './sightings.ts';
import { interaction, person } from '../testing.ts';

const texts = ['email:a@x.io', 'email:a@x.io?', 'phone:+4915112345', 'cookie:k?', 'info@x.io', 'slack:T/U1'];
const drawn = fc.array(
  fc.record({
    id: fc.constantFrom('i1', 'i2', 'i3', 'i4'),
    identifiers: fc.subarray(texts),
    at: fc.nat(4).map((days) => days * 50_000_000),
    author: fc.boolean(),
    name: fc.constantFrom(null, 'Ann', 'Bob'),
    kind: fc.constantFrom('message', 'record'),
    conversationId: fc.constantFrom(null, 't:a:1'),
  }),
  { maxLength: 12 },
);

test('the order of a batch and repetition in it do not matter', () => {
  fc.assert(
    fc.property(drawn, fc.nat(), (list, turn) => {
      const batch = list.map(({ id, identifiers, at, author, name, ...more }) =>
        see(interaction(id, [person(identifiers, { author, name })], { occurredAt: at, ...more })),
      );
      const turned = [...batch.slice(turn % (batch.length + 1)), ...batch, ...batch.toReversed()];
      expect(evidenceOf(turned, sharedByForm)).toEqual(evidenceOf(batch, sharedByForm));
    }),
  );
});

test('agents, weak types and values that name nobody are left out', () => {
  const seen = see(
    interaction('i', [
      person(['email:agent@us.io'], { role: 'agent' }),
      person(['email:noreply@x.io', 'name:Ann', 'email:Ann@x.io']),
    ]),
  );
  expect(seen.participants).toMatchObject([
    { index: 1, candidates: [{ identifier: 'email:ann@x.io' }], traits: [['name', 'Ann']] },
  ]);
});

test('a conversation follows its first author on the customer’s side', () => {
  const first = person(['email:cc@x.io'], { author: false });
  const author = person(['email:a@x.io']);
  const batch = [
    interaction('i1', [first], { conversationId: 't:a:1', occurredAt: 1 }),
    interaction('i2', [first, author], { conversationId: 't:a:1', occurredAt: 2 }),
    interaction('i3', [person(['email:late@x.io'])], { conversationId: 't:a:1', occurredAt: 3 }),
  ].map(see);
  const { holdings } = evidenceOf(batch, sharedByForm);
  expect(holdings.get('conversation:t:a:1')?.heldBy).toBe('email:a@x.io');
});

test("a vendor's entry has an address and a phone, which are each other's only where the channel proved both", () => {
  const edgesOf = (identifiers: string[]) =>
    [...evidenceOf([see(interaction('i', [person(identifiers)]))], sharedByForm).edges.values()].map(
      ({ low, high }) => `${low} ${high}`,
    );
  const [record, email, phone] = ['zendesk-user:z/1', 'email:a@x.io', 'phone:+4915112345'];
  expect(edgesOf([`${record}?`, email, `${phone}?`])).toEqual([`${email} ${record}`, `${phone} ${record}`]);
  expect(edgesOf([`${record}?`, email, phone])).toContain(`${email} ${phone}`);
  expect(edgesOf([email, `${phone}?`])).toEqual([`${email} ${phone}`]);
});

test('what a message says of its sender counts by the day, what a record states to the millisecond', () => {
  const lastOf = (kind: string, hours: number[]) => {
    const batch = hours.map((hour) =>
      see(
        interaction(`i${hour}`, [person(['email:a@x.io'], { name: 'Ann' })], {
          kind,
          occurredAt: hour * 3_600_000,
        }),
      ),
    );
    return [...evidenceOf(batch, sharedByForm).traits.values()][0]?.last;
  };
  expect(lastOf('message', [47, 30, 25, 2])).toMatchObject({ at: 25 * 3_600_000, interaction: 'i25' });
  expect(lastOf('record', [47, 30, 25, 2])).toMatchObject({ at: 47 * 3_600_000, interaction: 'i47' });
});
