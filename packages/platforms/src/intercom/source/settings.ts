import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z
  .object({
    /** The app's client secret: it signs the notifications. */
    clientSecret: z.string().min(1),
    /** Id of the workspace, `app_id` of every notification. Where it is set the API is asked; needs the access token. */
    workspaceId: z.string().min(1).optional(),
    accessToken: z.string().min(1).optional(),
    /** https://api.intercom.io, https://api.eu.intercom.io or https://api.au.intercom.io: the workspace's region. */
    apiUrl: z.url().optional(),
  })
  .refine(({ workspaceId, accessToken }) => (workspaceId === undefined) === (accessToken === undefined), {
    message: 'workspaceId and accessToken go together',
  });
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ clientSecret: newSecret() });
