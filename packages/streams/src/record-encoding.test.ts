import * as fc from 'fast-check';
import kafkajs from 'kafkajs';
import { expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';
import { kafkajsRecords } from './kafkajs-records.ts';
import { murmur2 } from './murmur2.ts';
import { encodeRecord } from './record-encoding.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));
const text = fc.string({ unit: 'binary', maxLength: 200 });
const ascii = fc.string({ unit: 'binary-ascii', maxLength: 200 });
const part = fc.oneof(text, ascii, bytes(200));
const record = fc.record({
  key: fc.option(part),
  value: fc.option(fc.oneof(part, bytes(20_000))),
  headers: fc.dictionary(text, part, { maxKeys: 12 }),
  timestampDelta: fc.oneof(fc.nat(200), fc.nat(2 ** 30 - 1)),
  offsetDelta: fc.oneof(fc.nat(200), fc.nat(1_000_000)),
});

test('every record is encoded byte for byte as kafkajs encodes it', () => {
  const { encode } = kafkajsRecords();
  fc.assert(
    fc.property(record, (given) => encodeRecord(given)?.equals(encode(given).buffer) === true),
    { numRuns: 2_000 },
  );
  expect(encodeRecord({})?.equals(encode({}).buffer)).toBe(true);
});

test('what is not known is left to kafkajs', () => {
  const left = [
    { headers: { several: ['a', 'b'] } },
    { headers: { none: null } },
    { key: 1 },
    { value: {} },
    { timestampDelta: -1 },
    { timestampDelta: 2 ** 30 },
    { timestampDelta: Number.NaN },
  ];
  expect(left.map((given) => encodeRecord(given))).toEqual(left.map(() => undefined));
});

test('the checksum is that of kafkajs, and of the published vectors', () => {
  const { checksum } = kafkajsRecords();
  fc.assert(fc.property(bytes(5_000), (given) => crc32c(given) === checksum(given)));
  // RFC 3720, appendix B.4.
  expect(crc32c(Buffer.alloc(32)).toString(16)).toBe('8a9136aa');
  expect(crc32c(Buffer.alloc(32, 0xff)).toString(16)).toBe('62a8ab43');
  expect(crc32c(Buffer.from('123456789')).toString(16)).toBe('e3069283');
});

test('a key has the partition that kafkajs and the Java client give it', () => {
  const theirs = kafkajs.Partitioners.DefaultPartitioner();
  fc.assert(
    fc.property(fc.oneof(part, ascii), fc.integer({ min: 1, max: 5_000 }), (key, count) => {
      const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({
        partitionErrorCode: 0,
        partitionId,
        leader: 1,
        replicas: [],
        isr: [],
      }));
      const message = { key, value: null };
      const hash = murmur2(Buffer.isBuffer(key) ? key : Buffer.from(key));
      return (hash & 0x7fffffff) % count === theirs({ topic: 't', partitionMetadata, message });
    }),
  );
  // Of Kafka's own UtilsTest.
  expect(['21', 'foobar', 'a-little-bit-long-string'].map((key) => murmur2(Buffer.from(key)))).toEqual([
    -973932308, -790332482, -985981536,
  ]);
});
