import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Public: stands in your pages. What it claims never links to a verified customer. */
  writeKey: z.string().min(8),
  /** Secret: your servers' key. What it says is trusted. */
  serverKey: z.string().min(8),
  /** Key of `userIdSignature`, the hex HMAC-SHA256 of a user id: proves to us that your server signed the visitor in. */
  userIdSecret: z.string().min(8).optional(),
  /** Origins that browsers may send from; all where it is empty. */
  allowedOrigins: z.array(z.string()).default([]),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  writeKey: newSecret(18),
  serverKey: newSecret(),
  userIdSecret: newSecret(),
  allowedOrigins: [],
});
