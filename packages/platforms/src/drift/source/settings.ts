import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** App Credentials → Verification Token. */
  verificationToken: z.string().min(1),
  /** OAuth access token of the installed app; Drift's do not lapse. */
  accessToken: z.string().optional(),
  /** The API does not always name it, and the webhooks do. */
  orgId: z.string().optional(),
  apiUrl: z.url().default('https://driftapi.com'),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  verificationToken: newSecret(),
  apiUrl: 'https://driftapi.com',
});
