import { randomBytes } from 'node:crypto';

/** A fresh secret of 32 random bytes, base64url: safe in headers, paths and vendors' forms. */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString('base64url');
