import { createRequire } from 'node:module';
import type avro from 'avsc';

/** Where avsc writes: a buffer and a place in it. Beyond its end nothing is written, and the place goes on. */
interface Tap {
  buf: Buffer;
  pos: number;
  isValid(): boolean;
  writeString(text: string): void;
}

/** What avsc's types have besides what they declare. */
interface Writer {
  _write(tap: Tap, value: unknown): void;
}

const require = createRequire(import.meta.url);
const { Tap: AvscTap } = require('avsc/lib/utils') as {
  Tap: (new (buffer: Buffer, at: number) => Tap) & { prototype: Tap };
};

/** Up to here a text of ASCII has its length in one byte before it, and a loop is faster than a call out of JavaScript. */
const LONGEST_SHORT = 63;
/** Up to here a text has its length in two bytes, whatever its characters are: three bytes each at most. */
const LONGEST_MIDDLE = Math.floor(8_191 / 3);

/** avsc measures each text first and then writes it. Most are short and of ASCII: those are measured while they are written. */
class TextTap extends AvscTap {
  override writeString(text: string): void {
    const { length } = text;
    if (length <= LONGEST_SHORT) {
      if (this.writeAscii(text, length)) return;
    } else if (length <= LONGEST_MIDDLE && this.pos + 2 + 3 * length <= this.buf.length) {
      const bytes = this.buf.write(text, this.pos + 2);
      // Zigzag, lowest seven bits first (https://avro.apache.org/docs/1.12.0/specification/#primitive-types-1).
      this.buf[this.pos] = ((bytes << 1) & 0x7f) | 0x80;
      this.buf[this.pos + 1] = bytes >> 6;
      this.pos += 2 + bytes;
      return;
    }
    super.writeString(text);
  }

  /** @returns false, with the place as it was, where the text is not of ASCII or the buffer ends */
  private writeAscii(text: string, length: number): boolean {
    const { buf, pos } = this;
    if (pos + 1 + length > buf.length) return false;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code >= 0x80) return false;
      buf[pos + 1 + index] = code;
    }
    buf[pos] = length << 1;
    this.pos = pos + 1 + length;
    return true;
  }
}

/**
 * As `type.encode`: writes a value from a place on.
 * @returns the place behind it; where the buffer is too short, minus the bytes that it lacks
 * @throws whatever avsc throws for a value that is not of the type
 */
export function encodeInto(type: avro.Type, value: unknown, buffer: Buffer, at: number): number {
  const tap = new TextTap(buffer, at);
  (type as unknown as Writer)._write(tap, value);
  return tap.isValid() ? tap.pos : buffer.length - tap.pos;
}
