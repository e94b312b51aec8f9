import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import kafkajs from 'kafkajs';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * gzip at level 1: the only codec that every broker and client reads without a native library, at a third of the CPU time of
 * kafkajs's own level 6 and nearly its size.
 */
export function useFastGzip(): void {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.GZIP] = () => ({
    compress: (encoder: { buffer: Buffer }) => compress(encoder.buffer, { level: 1 }),
    decompress: (buffer: Buffer) => decompress(buffer),
  });
}
