import { createLog } from '@throughline/service-kit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyOnce } from './kafkajs-encoder.ts';
import { insideKafkajs, kafkajsRequire } from './kafkajs-inside.ts';

interface Encoder {
  readonly buffer: Buffer;
  size(): number;
  writeInt8(value: number): Encoder;
  writeInt64(value: number): Encoder;
  writeString(text: string): Encoder;
  writeBytes(bytes: Buffer): Encoder;
  writeBuffer(bytes: Buffer): Encoder;
  writeEncoder(other: Encoder): Encoder;
  writeEncoderArray(others: ReadonlyArray<Encoder>): Encoder;
  writeArray(others: ReadonlyArray<Encoder>): Encoder;
}

const EncoderClass = kafkajsRequire(insideKafkajs('protocol/encoder.js')) as new (
  initialSize?: number,
) => Encoder;

/** What a request may consist of; each is written in turn. */
type Part =
  | { readonly kind: 'int8' | 'int64'; readonly value: number }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'bytes' | 'buffer'; readonly length: number }
  | { readonly kind: 'encoder' | 'encoders' | 'array' | 'read'; readonly parts: ReadonlyArray<Part> };

function written(parts: ReadonlyArray<Part>): Encoder {
  const encoder = new EncoderClass();
  for (const part of parts) {
    switch (part.kind) {
      case 'int8':
        encoder.writeInt8(part.value);
        break;
      case 'int64':
        encoder.writeInt64(part.value);
        break;
      case 'string':
        encoder.writeString(part.text);
        break;
      case 'bytes':
        encoder.writeBytes(Buffer.alloc(part.length, part.length % 251));
        break;
      case 'buffer':
        encoder.writeBuffer(Buffer.alloc(part.length, part.length % 251));
        break;
      case 'encoder':
        encoder.writeEncoder(written(part.parts));
        break;
      case 'encoders':
        encoder.writeEncoderArray([written(part.parts), written(part.parts)]);
        break;
      case 'array':
        encoder.writeArray([written(part.parts), written(part.parts)]);
        break;
      case 'read': {
        // A checksum is made over a part, which then goes into the next.
        const inner = written(part.parts);
        encoder.writeInt8(inner.buffer.length % 100).writeEncoder(inner);
      }
    }
  }
  return encoder;
}

const { parts } = fc.letrec<{ part: Part; parts: Part[] }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      kind: fc.constantFrom('int8' as const, 'int64' as const),
      value: fc.integer({ min: 0, max: 127 }),
    }),
    fc.record({ kind: fc.constant('string' as const), text: fc.string({ maxLength: 20, unit: 'grapheme' }) }),
    fc.record({
      kind: fc.constantFrom('bytes' as const, 'buffer' as const),
      length: fc.oneof(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 4_000, max: 9_000 })),
    }),
    fc.record({
      kind: fc.constantFrom('encoder' as const, 'encoders' as const, 'array' as const, 'read' as const),
      parts: tie('parts'),
    }),
  ),
  parts: fc.array(tie('part'), { maxLength: 6 }),
}));

test('whatever is written, the bytes are those that kafkajs writes', () => {
  const samples = fc.sample(parts, { numRuns: 300, seed: 7 });
  const own = samples.map((sample) => Buffer.from(written(sample).buffer));
  copyOnce(createLog('test', 'silent'));
  for (const [index, sample] of samples.entries()) {
    const encoder = written(sample);
    expect(encoder.size()).toBe(own[index]?.length);
    expect(encoder.buffer.equals(own[index] ?? Buffer.alloc(0))).toBe(true);
    expect(encoder.buffer.equals(own[index] ?? Buffer.alloc(0)), 'asked for again').toBe(true);
  }
  expect(own.some((bytes) => bytes.length > 20_000)).toBe(true);
});

test('a large piece is not copied until the whole is asked for', () => {
  const piece = Buffer.alloc(10_000, 1);
  const inner = new EncoderClass().writeInt8(1).writeBuffer(piece);
  const outer = new EncoderClass().writeEncoder(inner).writeInt8(2) as Encoder & {
    pieces: ReadonlyArray<Buffer>;
  };
  expect(outer.pieces).toContain(piece);
  expect(outer.buffer.length).toBe(10_002);
});
