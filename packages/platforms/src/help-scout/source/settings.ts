import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z
  .object({
    /** The secret key of the Webhooks app. */
    secretKey: z.string().min(1),
    /** An OAuth2 app of the company. Where it is set the API is asked for what webhooks leave out; needs its secret. */
    appId: z.string().min(1).optional(),
    appSecret: z.string().min(1).optional(),
    /** https://api.helpscout.net unless set. */
    apiUrl: z.url().optional(),
  })
  .refine(({ appId, appSecret }) => (appId === undefined) === (appSecret === undefined), {
    message: 'appId and appSecret go together',
  });
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ secretKey: newSecret() });
