import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z
  .object({
    /** LiveAgent signs nothing: this secret stands in the header `x-webhook-secret`, as a basic password or in the path. */
    secret: z.string().min(16),
    /** `https://example.ladesk.com`. Where it is set the API is asked for what a rule only tells of; needs the API key. */
    accountUrl: z.url().optional(),
    apiKey: z.string().min(1).optional(),
    /** Where the API is, `accountUrl` unless set. */
    apiUrl: z.url().optional(),
  })
  .refine(({ accountUrl, apiKey }) => (accountUrl === undefined) === (apiKey === undefined), {
    message: 'accountUrl and apiKey go together',
  });
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ secret: newSecret() });
