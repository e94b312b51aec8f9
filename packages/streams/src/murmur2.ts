const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/**
 * MurmurHash2 with the seed of Kafka's own clients (org.apache.kafka.common.utils.Utils.murmur2), as a signed number of 32 bits:
 * it decides the partition of a key. kafkajs's own gives the same, by BigInt arithmetic at a hundred times the time.
 */
export function murmur2(bytes: Buffer): number {
  const { length } = bytes;
  let hash = SEED ^ length;
  const whole = length & ~3;
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), M);
    word ^= word >>> 24;
    hash = Math.imul(hash, M) ^ Math.imul(word, M);
  }
  if (whole < length) {
    for (let at = length - 1; at >= whole; at -= 1) hash ^= (bytes[at] ?? 0) << (8 * (at - whole));
    hash = Math.imul(hash, M);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return hash ^ (hash >>> 15);
}
