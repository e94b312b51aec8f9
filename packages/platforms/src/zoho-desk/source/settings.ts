import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z
  .object({
    /** Stands in the path of the URL; nothing of a delivery's body is signed. */
    pathSecret: z.string().min(16),
    /** Id of the organisation, `orgId` of every event. */
    orgId: z.string().regex(/^\d+$/).optional(),
    /** Holds `X-ZDesk-JWT` to Zoho's published keys besides. */
    checkToken: z.boolean().optional(),
    /** Id of the webhook, for whom the token has to be; only known where it was made by hand. */
    webhookId: z.string().regex(/^\d+$/).optional(),
    /** OAuth client; where it is set the API is asked for what webhooks leave out. */
    clientId: z.string().min(1).optional(),
    clientSecret: z.string().min(1).optional(),
    refreshToken: z.string().min(1).optional(),
    /** https://desk.zoho.com unless set: the data centre's. */
    apiUrl: z.url().optional(),
    /** https://accounts.zoho.com unless set: the data centre's. */
    accountsUrl: z.url().optional(),
  })
  .refine(
    ({ orgId, clientId, clientSecret, refreshToken }) =>
      clientId === undefined ||
      (orgId !== undefined && clientSecret !== undefined && refreshToken !== undefined),
    { message: 'clientId needs orgId, clientSecret and refreshToken' },
  );
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ pathSecret: newSecret(24) });
