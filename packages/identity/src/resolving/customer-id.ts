import { randomBytes } from 'node:crypto';

/** Random bytes are taken from the system in bulk: one call for each id costs more than all else about it. */
const POOL = 4_000;
let pool = Buffer.alloc(0);
let used = 0;

function random(bytes: number): Buffer {
  if (used + bytes > pool.length) {
    pool = randomBytes(POOL);
    used = 0;
  }
  used += bytes;
  return pool.subarray(used - bytes, used);
}

/**
 * An id never issued before: UUID version 7 (RFC 9562, 5.7), which begins with the time. So the rows of customers who came
 * together lie together in every index by customer, which stays fast when it has outgrown the memory.
 * @param now epoch milliseconds
 */
export function newCustomerId(now: number): string {
  const bytes = Buffer.allocUnsafe(16);
  bytes.writeUIntBE(now, 0, 6);
  random(10).copy(bytes, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
