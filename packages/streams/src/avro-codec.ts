import type avro from 'avsc';
import { encodeInto } from './avro-tap.ts';
import { streamsErrors } from './errors.ts';
import type { WriterSchemas } from './writer-schemas.ts';

/** Bytes of one topic to values. */
export interface Reader<T> {
  /**
   * Reads what any version wrote as our version. At once if that version was seen before, else after asking the registry.
   * @throws streams.avro-bad-magic, streams.avro-unknown-schema, streams.avro-undecodable: the record is at fault;
   *   streams.registry-away: try again
   */
  decode(bytes: Buffer): T | Promise<T>;
}

/** Values of one topic to bytes and back. */
export interface Codec<T> extends Reader<T> {
  /**
   * In the Confluent wire format: a zero byte, the schema's id as a 32-bit big-endian number, the Avro binary.
   * https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format
   * @throws streams.avro-unencodable, naming the field
   */
  encode(value: T): Buffer;
}

const PREFIX_BYTES = 5;

/** Shared by all codecs: encoding is synchronous, and what leaves is a copy of the right length. */
let scratch = Buffer.allocUnsafeSlow(64 * 1024);

interface Parts {
  /** Our version of the schema, compiled. */
  readonly type: avro.Type;
  /** Its id in the registry. */
  readonly id: number;
  readonly writers: WriterSchemas;
}

/** What a codec reads, made into something else at once: what is not kept of it needs no memory while the batch is at work. */
export const readAs = <T, Kept>(reader: Reader<T>, make: (value: T) => Kept): Reader<Kept> => ({
  decode: (bytes) => {
    const value = reader.decode(bytes);
    return value instanceof Promise ? value.then(make) : make(value);
  },
});

export function createAvroCodec<T>({ type, id, writers }: Parts): Codec<T> {
  const resolvers = new Map<number, avro.Resolver | undefined>([[id, undefined]]);

  const read = (bytes: Buffer, resolver: avro.Resolver | undefined): T => {
    let result;
    try {
      result = type.decode(bytes, PREFIX_BYTES, resolver);
    } catch {
      throw streamsErrors.avroUndecodable({ detail: { bytes: bytes.length } });
    }
    // avsc reads beyond the end without a word, and reports a negative offset.
    if (result.offset !== bytes.length)
      throw streamsErrors.avroUndecodable({ detail: { bytes: bytes.length } });
    return result.value;
  };

  const learn = async (writer: number): Promise<avro.Resolver | undefined> => {
    const written = await writers.get(writer);
    try {
      resolvers.set(writer, type.createResolver(written));
    } catch (error) {
      throw streamsErrors.avroUndecodable({ detail: { writer }, cause: error });
    }
    return resolvers.get(writer);
  };

  return {
    encode: (value) => {
      try {
        let end = encodeInto(type, value, scratch, PREFIX_BYTES);
        if (end < 0) {
          // Too long by that many bytes.
          scratch = Buffer.allocUnsafeSlow(2 * (scratch.length - end));
          end = encodeInto(type, value, scratch, PREFIX_BYTES);
        }
        scratch[0] = 0;
        scratch.writeUInt32BE(id, 1);
        return Buffer.from(scratch.subarray(0, end));
      } catch {
        // avsc's own message quotes the value, which may be personal data.
        throw streamsErrors.avroUnencodable({ detail: { fields: invalidFields(type, value) } });
      }
    },
    decode: (bytes) => {
      if (bytes.length < PREFIX_BYTES || bytes[0] !== 0) {
        throw streamsErrors.avroBadMagic({ detail: { bytes: bytes.length } });
      }
      const writer = bytes.readUInt32BE(1);
      if (resolvers.has(writer)) return read(bytes, resolvers.get(writer));
      return learn(writer).then((resolver) => read(bytes, resolver));
    },
  };
}

function invalidFields(type: avro.Type, value: unknown): ReadonlyArray<string> {
  const fields: string[] = [];
  type.isValid(value, { errorHook: (path) => fields.push(path.join('.')) });
  return fields.slice(0, 10);
}
