import { amendment, insideKafkajs, kafkajsRequire, unknownVersion } from './kafkajs-inside.ts';

/** What kafkajs writes a request into, and each part of one. `buf` is filled up to `offset`; with `pieces`, behind those. */
interface Encoder {
  buf: Buffer;
  offset: number;
  pieces?: Buffer[];
  piecesBytes?: number;
  readonly buffer: Buffer;
  ensureAvailable(bytes: number): void;
  writeBufferInternal(bytes: Buffer): void;
  writeEncoder(other: Encoder): Encoder;
  size(): number;
}

interface EncoderClass {
  readonly prototype: Encoder;
  nextPowerOfTwo(value: number): number;
}

/** Bytes from which on a piece is kept as it is. */
const PIECE_BYTES = 4_096;

/** Closes what was written so far, so that a piece may follow. */
function piecesOf(encoder: Encoder): Buffer[] {
  encoder.pieces ??= [];
  if (encoder.offset > 0) {
    encoder.pieces.push(encoder.buf.subarray(0, encoder.offset));
    encoder.piecesBytes = encoder.size();
    encoder.buf = encoder.buf.subarray(encoder.offset);
    encoder.offset = 0;
  }
  return encoder.pieces;
}

function addPiece(encoder: Encoder, piece: Buffer): void {
  piecesOf(encoder).push(piece);
  encoder.piecesBytes = (encoder.piecesBytes ?? 0) + piece.length;
}

function keepPieces(): void {
  const Class = kafkajsRequire(insideKafkajs('protocol/encoder.js')) as EncoderClass;
  const { prototype } = Class;
  const { writeBufferInternal, writeEncoder } = prototype;

  prototype.ensureAvailable = function ensureAvailable(this: Encoder, bytes: number) {
    const needed = this.offset + bytes;
    if (needed <= this.buf.length) return;
    const larger = Buffer.allocUnsafe(Class.nextPowerOfTwo(needed));
    this.buf.copy(larger, 0, 0, this.offset);
    this.buf = larger;
  };
  prototype.writeBufferInternal = function writePiece(this: Encoder, bytes: Buffer) {
    if (bytes.length < PIECE_BYTES) writeBufferInternal.call(this, bytes);
    else addPiece(this, bytes);
  };
  prototype.writeEncoder = function writePieces(this: Encoder, other: Encoder) {
    if (other.pieces === undefined) return writeEncoder.call(this, other);
    for (const piece of piecesOf(other)) addPiece(this, piece);
    return this;
  };
  prototype.size = function size(this: Encoder) {
    return (this.piecesBytes ?? 0) + this.offset;
  };
  Object.defineProperty(prototype, 'buffer', {
    get(this: Encoder) {
      if (this.pieces === undefined) return this.buf.subarray(0, this.offset);
      const whole = Buffer.concat(piecesOf(this), this.piecesBytes);
      this.pieces = [whole];
      return whole;
    },
  });
}

/**
 * Keeps kafkajs from copying each batch once for every level of a request (records, batch, partition, topic, request, frame), each time
 * into a buffer that it has filled with zeros first: large pieces stay where they are until the whole is asked for. The bytes are the
 * same. See docs/decisions/0004-record-encoding.md.
 */
export const copyOnce = amendment('kafkajs copies each batch at every level of a request, which is slower', {
  obstacle: unknownVersion,
  amend: keepPieces,
});
