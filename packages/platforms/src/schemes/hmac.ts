import { createHmac } from 'node:crypto';
import type { Verification } from '../contract.ts';
import { equalInConstantTime } from './compare.ts';

export interface HmacScheme {
  readonly algorithm: 'sha1' | 'sha256';
  readonly encoding: 'hex' | 'base64';
  /** What stands before the signature in its header: `sha256=`, `v0=`. */
  readonly prefix?: string;
}

type Part = string | Uint8Array;

/** The signature of the parts put together, as the vendor's header carries it. */
export function hmacSignature(scheme: HmacScheme, secret: string, parts: ReadonlyArray<Part>): string {
  const hmac = createHmac(scheme.algorithm, secret);
  for (const part of parts) hmac.update(part);
  return (scheme.prefix ?? '') + hmac.digest(scheme.encoding);
}

export const accepted: Verification = { ok: true };
export const refused = (reason: string): Verification => ({ ok: false, reason });

/** Holds the given signature to the parts. A missing signature or an empty secret is refused. */
export function verifyHmac(
  scheme: HmacScheme,
  secret: string,
  parts: ReadonlyArray<Part>,
  given: string | undefined,
): Verification {
  if (secret === '') return refused('no secret is set');
  if (given === undefined || given === '') return refused('signature missing');
  return equalInConstantTime(given, hmacSignature(scheme, secret, parts))
    ? accepted
    : refused('signature does not match');
}

/** Refuses a time further than `toleranceSeconds` from now, either way. `timestamp` is epoch milliseconds. */
export function withinTolerance(timestamp: number, now: Date, toleranceSeconds: number): boolean {
  return Number.isFinite(timestamp) && Math.abs(now.getTime() - timestamp) <= toleranceSeconds * 1000;
}
