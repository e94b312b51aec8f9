import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** The account's Auth Token: the key of `X-Twilio-Signature`. */
  authToken: z.string().min(1),
  /** Refuses deliveries of any other account where it is set. */
  accountSid: z.string().optional(),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ authToken: newSecret() });
