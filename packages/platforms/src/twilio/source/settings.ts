import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** The account's Auth Token: the key of `X-Twilio-Signature`. */
  authToken: z.string().min(1),
  /**
   * Where it is set, deliveries of any other account are refused, and the account's messages are listed with the Auth Token: what was
   * sent, which no webhook tells the text of, and what was missed.
   */
  accountSid: z.string().optional(),
  apiUrl: z.url().default('https://api.twilio.com'),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => settings.parse({ authToken: newSecret() });
