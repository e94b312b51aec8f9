import { z } from 'zod';
import { generateGraphSettings, graphSettings } from '../../microsoft/settings.ts';

export const settings = z.object({
  ...graphSettings,
  /** `{team}/{channel}`: `fbe2bf47-16c8-47cf-b4a5-4b9b187c508b/19:4a95f7d8db4c4e7fae857bcebe0623e6@thread.tacv2`. */
  channels: z.array(z.string().regex(/^[0-9a-f-]{36}\/19:[\w.:@-]+$/i)).default([]),
  /** Who the members of our own tenant are; people of other tenants, guests and callers are customers anyway. */
  members: z.enum(['customers', 'agents']).default('agents'),
  /** Ids of users that are always agents. */
  agents: z.array(z.string()).default([]),
  /** X.509 certificate, PEM or its base64 alone: with it and its key, notifications bring the message along, encrypted. */
  certificate: z.string().optional(),
  /** PEM of the certificate's RSA key. */
  privateKey: z.string().optional(),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  ...generateGraphSettings(),
  channels: [],
  members: 'agents',
  agents: [],
});
