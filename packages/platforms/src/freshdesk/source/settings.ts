import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z
  .object({
    /** Freshdesk signs nothing: this secret stands in the header `x-webhook-secret`, as a basic password or in the path. */
    secret: z.string().min(16),
    /** `example.freshdesk.com`. Where it is set the API is asked for what a webhook only tells of; needs the API key. */
    domain: z
      .string()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i)
      .optional(),
    apiKey: z.string().min(1).optional(),
    /** Where the API is, `https://` and the domain unless set. */
    apiUrl: z.url().optional(),
  })
  .refine(({ domain, apiKey }) => (domain === undefined) === (apiKey === undefined), {
    message: 'domain and apiKey go together',
  });
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ secret: newSecret() });
