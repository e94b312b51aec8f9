import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { kafkajsRecords } from './kafkajs-records.ts';
import { decodeRecord, type BatchContext, type FetchedRecord } from './record-decoding.ts';
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

/** With the headers read. */
const whole = (record: FetchedRecord | undefined) => Object.assign({}, record, { headers: record?.headers });

/** Without the length that comes before it. */
const contentOf = (encoded: Buffer): Buffer => encoded.subarray(encoded.findIndex((byte) => byte < 0x80) + 1);

test('every record is decoded as kafkajs decodes it', () => {
  fc.assert(
    fc.property(record, context, (given, batch) => {
      const content = contentOf(encodeRecord(given) ?? Buffer.alloc(0));
      const decoded = decodeRecord(content, batch);
      const expected = decode(readerOf(content), batch);
      expect(whole(decoded)).toEqual(expected);
      const texts = Object.entries(expected.headers).map(([name, value]) => [name, String(value)]);
      expect(decoded?.headerTexts()).toEqual(Object.fromEntries(texts));
    }),
    { numRuns: 1_000 },
  );
});

const batch: BatchContext = { firstOffset: '5', firstTimestamp: '1790000000000', magicByte: 2 };

test('whatever the bytes are: what is decoded is what kafkajs decodes', () => {
  fc.assert(
    fc.property(bytes(60), (content) => {
      const decoded = decodeRecord(content, batch);
      if (decoded === undefined || Object.keys(decoded.headers).some((name) => name in {})) return;
      expect(whole(decoded)).toEqual(decode(readerOf(content), batch));
    }),
    { numRuns: 5_000 },
  );
});

test('what is not known is left to kafkajs', () => {
  const content = contentOf(encodeRecord({ key: 'k', value: 'v', headers: { a: 'b' } }) ?? Buffer.alloc(0));
  for (let length = 0; length < content.length; length += 1) {
    expect(decodeRecord(content.subarray(0, length), batch)).toBeUndefined();
  }
  expect(decodeRecord(content, { ...batch, firstOffset: '9007199254740993' })).toBeUndefined();
});

test('a header that comes several times has each value, and as text the last', () => {
  // attributes, deltas 0 and 0, key and value null, three headers `a`: of no bytes, `b`, null
  const content = Buffer.from([0, 0, 0, 1, 1, 6, 2, 97, 0, 2, 97, 2, 98, 2, 97, 1]);
  const decoded = decodeRecord(content, batch);
  expect(whole(decoded)).toEqual(decode(readerOf(content), batch));
  expect(decoded?.headerTexts()).toEqual({ a: 'null' });
});

test('a header may have the name of what every object has', () => {
  const content = contentOf(encodeRecord({ headers: { constructor: 'x' } }) ?? Buffer.alloc(0));
  expect(decodeRecord(content, batch)?.headers).toEqual({ constructor: Buffer.from('x') });
  expect(decodeRecord(content, batch)?.headerTexts()).toEqual({ constructor: 'x' });
});
