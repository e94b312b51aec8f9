import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

interface Cost {
  /** CPU and memory cost, a power of two. */
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

/** OWASP’s password storage cheat sheet gives N=2^14, r=8, p=5 among its equal choices; it takes 16 MiB while it runs. */
const cost: Cost = { n: 2 ** 14, r: 8, p: 5 };
const KEY_BYTES = 32;

const derive = (password: string, salt: Buffer, { n, r, p }: Cost, bytes: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N: n, r, p, maxmem: 256 * n * r };
    scrypt(password.normalize('NFKC'), salt, bytes, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });

/** @returns `scrypt$N$r$p$salt$key` (salt and key base64): the parameters are kept so that they can be raised later */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost, KEY_BYTES);
  return ['scrypt', cost.n, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$');
}

/** Compares in constant time; a stored hash of an unknown shape never matches. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, n, r, p, salt, key] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false;
  const expected = Buffer.from(key, 'base64');
  if (expected.length === 0) return false;
  const parameters = { n: Number(n), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64'), parameters, expected.length);
  return timingSafeEqual(actual, expected);
}
