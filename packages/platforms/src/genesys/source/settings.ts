import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Chosen by us: header of what Data Actions and EventBridge's API destinations send. */
  sharedSecret: z.string().min(16),
  /** Where the organization lives: `mypurecloud.com`, `mypurecloud.ie`, `usw2.pure.cloud`, … */
  region: z
    .string()
    .regex(/^[a-z0-9.-]+$/)
    .default('mypurecloud.com'),
  /** Admin → Organization → Settings. Notifications do not name it, and ids are made of it. */
  organizationId: z.string().optional(),
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  /** Ids of queues that are listened to; all of them where empty. */
  queues: z.array(z.string()).default([]),
  /** Ids of users whose direct conversations are listened to besides. */
  users: z.array(z.string()).default([]),
  /** Instead of what follows from the region. */
  apiUrl: z.url().optional(),
  loginUrl: z.url().optional(),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  sharedSecret: newSecret(24),
  region: 'mypurecloud.com',
  queues: [],
  users: [],
});

/** https://developer.genesys.cloud/platform/api/: one host for the API and one for logging in, by region. */
export const apiUrl = (values: Settings): string => values.apiUrl ?? `https://api.${values.region}`;
export const loginUrl = (values: Settings): string => values.loginUrl ?? `https://login.${values.region}`;

/** Whether there is an API to ask. */
export const isReady = (values: Settings): boolean => Boolean(values.clientId && values.clientSecret);
