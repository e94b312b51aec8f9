import type { Interaction } from '@throughline/schemas';
import * as fc from 'fast-check';
import { interaction, person } from './testing.ts';

/** For tests: numbers below a bound, the same in every run, so that a failure can be run again. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** For tests: few identifiers, so that they collide. */
export const names = [
  'email:a@x.io',
  'email:b@x.io',
  'email:c@x.io?',
  'email:a@x.io?',
  'phone:+4915111111',
  'phone:+4915122222',
  'phone:+4915111111?',
  'hubspot-contact:1:7',
  'hubspot-contact:1:8',
  'hubspot-contact:1:9',
  'hubspot-contact:1:10',
  'cookie:k1?',
  'cookie:k2?',
  'user:u1',
  'user:u2?',
  'email:d.o.t@gmail.com',
  'email:dot+x@gmail.com?',
  'phone:+4989123456',
  'email:the.does@x.io?',
  'email:family.doe+x@gmail.com',
];

/** For tests: interactions of people who share much. */
export const drawn = fc.array(
  fc.record({
    identifiers: fc.uniqueArray(fc.constantFrom(...names), { minLength: 0, maxLength: 3 }),
    at: fc.nat(4).map((days) => days * 40_000_000),
    kind: fc.constantFrom('message', 'message', 'record'),
    name: fc.constantFrom(null, 'Ann', 'Bob'),
    conversationId: fc.constantFrom(null, 't:a:1', 't:a:2'),
    author: fc.boolean(),
  }),
  { minLength: 1, maxLength: 14 },
);

type Drawn = typeof drawn extends fc.Arbitrary<infer List> ? List : never;

export const interactionsOf = (list: Drawn): Interaction[] =>
  list.map(({ identifiers, at, kind, name, conversationId, author }, index) =>
    interaction(`i${String(index).padStart(2, '0')}`, [person(identifiers, { name, author })], {
      occurredAt: at,
      kind,
      conversationId,
    }),
  );
