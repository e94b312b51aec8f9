import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z
  .object({
    /** The webhook's signing secret. */
    signingSecret: z.string().min(1),
    /** `example` of example.zendesk.com: makes links to tickets, and is where the API is. */
    subdomain: z
      .string()
      .regex(/^[a-z0-9-]+$/i)
      .optional(),
    /** Number of the account, `account_id` of every event. Where it is set the API is asked; needs subdomain, user and token. */
    accountId: z.string().regex(/^\d+$/).optional(),
    /** E-mail address of the agent whom the API token is used for. */
    apiUser: z.email().optional(),
    apiToken: z.string().min(1).optional(),
    /** Where the API is, `https://<subdomain>.zendesk.com` unless set. */
    apiUrl: z.url().optional(),
  })
  .refine(
    ({ subdomain, accountId, apiUser, apiToken }) =>
      accountId === undefined || (subdomain !== undefined && apiUser !== undefined && apiToken !== undefined),
    { message: 'accountId needs subdomain, apiUser and apiToken' },
  );
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ signingSecret: newSecret() });
