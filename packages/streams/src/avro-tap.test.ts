import avro from 'avsc';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { schemaText } from '@throughline/schemas';
import { encodeInto } from './avro-tap.ts';

const type = avro.Type.forSchema(['null', { type: 'map', values: 'string' }]);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ minLength: 50, maxLength: 80 }),
  fc
    .tuple(fc.constantFrom('a', 'é', '語', '😀', 'aé'), fc.nat(3_000))
    .map(([unit, count]) => unit.repeat(count)),
);

test('texts of every length are written as avsc writes them', () => {
  const buffer = Buffer.alloc(100_000);
  fc.assert(
    fc.property(fc.dictionary(text, text, { maxKeys: 4 }), (value) => {
      const end = encodeInto(type, value, buffer, 5);
      expect(buffer.subarray(5, end).equals(type.toBuffer(value))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('a buffer that is too short is told by what it lacks, as avsc tells it', () => {
  fc.assert(
    fc.property(text, fc.nat(300), (value, size) => {
      const string = avro.Type.forSchema('string');
      const expected = string.encode(value, Buffer.alloc(size), 0);
      expect(encodeInto(string, value, Buffer.alloc(size), 0)).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});

test('a value that is not of the type is refused', () => {
  const interaction = avro.Type.forSchema(JSON.parse(schemaText('Interaction')) as avro.Schema);
  expect(() => encodeInto(interaction, { interactionId: 1 }, Buffer.alloc(100), 0)).toThrow(/invalid/);
});
