import fc from 'fast-check';

/** For tests: bodies that were cut or written into. Nothing outside tests imports this file. */

interface Mutation {
  /** Which of the bodies. */
  readonly which: number;
  /** Where, as a share of its length. */
  readonly at: number;
  /** Bytes that are left out. */
  readonly cut: number;
  readonly insert: string;
}

const WRITTEN = [
  'null',
  '{}',
  '[]',
  '""',
  '-1',
  '1e400',
  'true',
  '%00',
  '"\\u0000"',
  '\u0000',
  '&a=b',
  '[[[[',
];

/** @param count of bodies to choose from */
export const mutations = (count: number): fc.Arbitrary<Mutation> =>
  fc.record({
    which: fc.nat(count - 1),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    cut: fc.nat(30),
    insert: fc.oneof(fc.constantFrom(...WRITTEN), fc.string({ maxLength: 10 })),
  });

export function mutated(bytes: Uint8Array, { at, cut, insert }: Mutation): Uint8Array {
  const position = Math.floor(at * bytes.length);
  return Buffer.concat([bytes.subarray(0, position), Buffer.from(insert), bytes.subarray(position + cut)]);
}
