import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { kafkajsRecords } from './kafkajs-records.ts';
import { decodeRecord, type BatchContext } from './record-decoding.ts';
import { encodeRecord } from './record-encoding.ts';

const { decode, readerOf } = kafkajsRecords();

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
const name = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !(text in {}));
const record = fc.record({
  key: fc.option(bytes(50)),
  value: fc.option(bytes(2_000)),
  headers: fc.dictionary(name, fc.oneof(fc.string({ unit: 'binary' }), bytes(200)), { maxKeys: 12 }),
  timestampDelta: fc.nat(2 ** 30 - 1),
  offsetDelta: fc.nat(1_000_000),
});
const context: fc.Arbitrary<BatchContext> = fc.record({
  firstOffset: fc.maxSafeNat().map((offset) => String(offset % 2 ** 51)),
  firstTimestamp: fc.integer({ min: -1, max: 1e15 }).map(String),
  maxTimestamp: fc.integer({ min: 0, max: 1e15 }).map(String),
  timestampType: fc.constantFrom(0, 1),
  magicByte: fc.constant(2),
  isControlBatch: fc.boolean(),
});

/** Without the length that comes before it. */
const contentOf = (encoded: Buffer): Buffer => encoded.subarray(encoded.findIndex((byte) => byte < 0x80) + 1);

test('every record is decoded as kafkajs decodes it', () => {
  fc.assert(
    fc.property(record, context, (given, batch) => {
      const content = contentOf(encodeRecord(given) ?? Buffer.alloc(0));
      expect(decodeRecord(content, batch)).toEqual(decode(readerOf(content), batch));
    }),
    { numRuns: 1_000 },
  );
});

const batch: BatchContext = { firstOffset: '5', firstTimestamp: '1790000000000', magicByte: 2 };

test('whatever the bytes are: what is decoded is what kafkajs decodes', () => {
  fc.assert(
    fc.property(bytes(60), (content) => {
      const decoded = decodeRecord(content, batch);
      if (decoded !== undefined) expect(decoded).toEqual(decode(readerOf(content), batch));
    }),
    { numRuns: 5_000 },
  );
});

test('what is not known is left to kafkajs', () => {
  const whole = contentOf(encodeRecord({ key: 'k', value: 'v', headers: { a: 'b' } }) ?? Buffer.alloc(0));
  for (let length = 0; length < whole.length; length += 1) {
    expect(decodeRecord(whole.subarray(0, length), batch)).toBeUndefined();
  }
  const inherited = contentOf(encodeRecord({ headers: { constructor: 'x' } }) ?? Buffer.alloc(0));
  expect(decodeRecord(inherited, batch)).toBeUndefined();
  // attributes, deltas 0 and 0, key and value null, two headers `a` of no bytes
  const twice = Buffer.from([0, 0, 0, 1, 1, 4, 2, 97, 0, 2, 97, 0]);
  expect(decodeRecord(twice, batch)).toBeUndefined();
  expect(decodeRecord(whole, { ...batch, firstOffset: '9007199254740993' })).toBeUndefined();
});
