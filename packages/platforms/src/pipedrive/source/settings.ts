import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';
import { objectNames } from './objects.ts';

export const settings = z.object({
  /** Basic authentication of the webhooks: Pipedrive signs nothing. */
  username: z
    .string()
    .regex(/^[^:]{1,100}$/)
    .default('throughline'),
  password: z.string().min(16),
  /** The company's id: part of the ids of what the API gives. */
  companyId: z.string().regex(/^\d+$/).optional(),
  apiToken: z.string().min(1).optional(),
  /** OAuth app instead. */
  clientId: z.string().min(1).optional(),
  clientSecret: z.string().min(1).optional(),
  refreshToken: z.string().min(1).optional(),
  /** The company's own address, which OAuth calls `api_domain`. */
  apiUrl: z.url().default('https://api.pipedrive.com'),
  oauthUrl: z.url().default('https://oauth.pipedrive.com'),
  objects: z.array(z.enum(objectNames)).default([...objectNames]),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => settings.parse({ password: newSecret(24) });

/** Whether the API can be asked. */
export const hasApi = (values: Settings): boolean =>
  values.companyId !== undefined &&
  (values.apiToken !== undefined ||
    (values.clientId !== undefined &&
      values.clientSecret !== undefined &&
      values.refreshToken !== undefined));
