import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** The subscription's signature key. */
  signatureKey: z.string().min(1),
  /** The notification URL as it stands at Square, where that is not the source's own URL: it is part of what is signed. */
  notificationUrl: z.url().optional(),
  /** Brings orders, which the webhook only names, and history. */
  accessToken: z.string().optional(),
  /** `https://connect.squareupsandbox.com` for a sandbox. */
  apiUrl: z.url().default('https://connect.squareup.com'),
  /** The version of the API that answers, as `YYYY-MM-DD`. */
  apiVersion: z.string().default('2025-10-16'),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  signatureKey: newSecret(18),
  apiUrl: 'https://connect.squareup.com',
  apiVersion: '2025-10-16',
});
