import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Goes into the subscription as `deliveryMode.verificationToken`, and comes back with every notification. */
  verificationToken: z.string().min(1).max(255),
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  /** The user's JWT credential: https://developers.ringcentral.com/guide/authentication/jwt-flow */
  jwt: z.string().optional(),
  /** Notifications name the account or `~`, the one of whoever subscribed: set it before the first delivery, ids are made of it. */
  accountId: z.string().min(1).default('~'),
  /** Extensions whose messages are read; `~` is the one of the JWT's user. */
  extensions: z.array(z.string().min(1)).min(1).default(['~']),
  apiUrl: z.url().default('https://platform.ringcentral.com'),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  verificationToken: newSecret(),
  accountId: '~',
  extensions: ['~'],
  apiUrl: 'https://platform.ringcentral.com',
});

/** Whether there is an API to ask. */
export const isReady = (values: Settings): boolean =>
  Boolean(values.clientId && values.clientSecret && values.jwt);
