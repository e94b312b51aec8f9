import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';
import { CONVERSATION, typeNames } from './objects.ts';

export const settings = z.object({
  /** The app's client secret: it signs, and it refreshes the tokens of an OAuth app. */
  clientSecret: z.string().min(1),
  /** Hub ID of the account: part of the ids of what the API gives. */
  portalId: z.string().regex(/^\d+$/).optional(),
  /** Access token of a private app. */
  accessToken: z.string().min(1).optional(),
  /** OAuth app instead: its client id, and the refresh token that connecting gave. */
  clientId: z.string().min(1).optional(),
  refreshToken: z.string().min(1).optional(),
  apiUrl: z.url().default('https://api.hubapi.com'),
  /** What is read from the API besides that which events point to; each needs its read scope, `conversation` conversations.read. */
  objects: z.array(z.enum([...typeNames, CONVERSATION])).default([...typeNames]),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  clientSecret: newSecret(),
  apiUrl: 'https://api.hubapi.com',
  objects: [...typeNames],
});

/** Whether the API can be asked. */
export const hasApi = (values: Settings): boolean =>
  values.portalId !== undefined &&
  (values.accessToken !== undefined || (values.clientId !== undefined && values.refreshToken !== undefined));
