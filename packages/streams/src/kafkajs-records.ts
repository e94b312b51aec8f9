import { isDeepStrictEqual } from 'node:util';
import { crc32c } from './crc32c.ts';
import { amendment, insideKafkajs, kafkajsRequire, unknownVersion } from './kafkajs-inside.ts';
import { decodeRecord, type BatchContext, type DecodedRecord } from './record-decoding.ts';
import { encodeRecord, type BatchedRecord } from './record-encoding.ts';

const files = {
  encode: insideKafkajs('protocol/recordBatch/record/v0/index.js'),
  decode: insideKafkajs('protocol/recordBatch/record/v0/decoder.js'),
  checksum: insideKafkajs('protocol/recordBatch/crc32C/index.js'),
};
/** Those that take the functions above when they are loaded: with the first batch that is sent and read. */
const takers = ['index.js', 'decoder.js'].map((file) => insideKafkajs(`protocol/recordBatch/v0/${file}`));

/** What kafkajs's batch encoder takes from a record's: its Encoder, or anything with these two. */
interface Encoded {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/** kafkajs's Decoder: where it stands in its buffer. */
interface Reader {
  readonly buffer: Buffer;
  readonly offset: number;
}

export interface KafkajsRecords {
  readonly encode: (record: BatchedRecord) => Encoded;
  readonly decode: (reader: Reader, context: BatchContext) => DecodedRecord;
  readonly checksum: (bytes: Buffer) => number;
  readonly readerOf: (buffer: Buffer) => Reader;
}

let own: KafkajsRecords | undefined;

/** kafkajs's own functions, whether or not ours stand in for them. @throws if this version has them elsewhere */
export function kafkajsRecords(): KafkajsRecords {
  if (own !== undefined) return own;
  const KafkajsReader = kafkajsRequire(insideKafkajs('protocol/decoder.js')) as new (
    buffer: Buffer,
  ) => Reader;
  own = {
    encode: kafkajsRequire(files.encode) as KafkajsRecords['encode'],
    decode: kafkajsRequire(files.decode) as KafkajsRecords['decode'],
    checksum: kafkajsRequire(files.checksum) as KafkajsRecords['checksum'],
    readerOf: (buffer) => new KafkajsReader(buffer),
  };
  return own;
}

/** Why ours cannot stand in for them; undefined if they can. */
function obstacle(): string | undefined {
  const other = unknownVersion();
  if (other !== undefined) return other;
  if (takers.some((file) => kafkajsRequire.cache[file] !== undefined)) return 'it has sent or read already';
  try {
    const { encode, decode, checksum, readerOf } = kafkajsRecords();
    const record = { key: 'k', value: Buffer.from('v'), headers: { h: 'ü' }, offsetDelta: 1 };
    const context = { firstOffset: '41', firstTimestamp: '1790000000000', magicByte: 2 };
    const bytes = encode(record).buffer;
    if (encodeRecord(record)?.equals(bytes) !== true) return 'it encodes records in another way';
    const content = bytes.subarray(1);
    const decoded = decodeRecord(content, context);
    const plain = Object.assign({}, decoded, { headers: decoded?.headers });
    if (!isDeepStrictEqual(plain, decode(readerOf(content), context)))
      return 'it decodes records in another way';
    return checksum(bytes) === crc32c(bytes) ? undefined : 'it has another checksum';
  } catch {
    return 'its inside is not the one known';
  }
}

function replace(file: string, by: unknown): void {
  const module = kafkajsRequire.cache[file];
  if (module !== undefined) module.exports = by;
}

function putInPlace(): void {
  const { encode, decode } = kafkajsRecords();
  const fastEncode: KafkajsRecords['encode'] = (record) => {
    const buffer = encodeRecord(record);
    return buffer === undefined ? encode(record) : { buf: buffer, buffer };
  };
  const fastDecode: KafkajsRecords['decode'] = (reader, context) =>
    (reader.offset === 0 ? decodeRecord(reader.buffer, context) : undefined) ?? decode(reader, context);
  replace(files.encode, fastEncode);
  replace(files.decode, fastDecode);
  replace(files.checksum, crc32c);
}

/**
 * Puts {@link encodeRecord}, {@link decodeRecord} and {@link crc32c} in the place of kafkajs's own, which allocate again and
 * again for each header. What ours do not know they leave to kafkajs's. kafkajs takes them up with the first batch, so this
 * has to come before that.
 * See docs/decisions/0004-record-encoding.md.
 */
export const useFastRecords = amendment('kafkajs encodes and decodes records by itself, which is slower', {
  obstacle,
  amend: putInPlace,
});
