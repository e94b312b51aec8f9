import { randomBytes } from 'node:crypto';
import { z } from 'zod';

export const settings = z.object({
  /** The subscription's `signature_key`, in hexadecimal. */
  signatureKey: z
    .string()
    .regex(/^(?:[0-9a-f]{2}){16,}$/i)
    .optional(),
  /** Stands in the URL of the subscription that is made for you: its signature key is shown to nobody else. */
  pathSecret: z
    .string()
    .regex(/^[\w-]{16,}$/)
    .optional(),
  /** Makes the subscription and reads the event log. */
  apiKey: z.string().min(1).optional(),
  apiUrl: z.url().default('https://api.close.com/api/v1'),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  signatureKey: randomBytes(32).toString('hex'),
  apiUrl: 'https://api.close.com/api/v1',
});
