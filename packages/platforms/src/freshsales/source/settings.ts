import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Workflows sign nothing: this stands in the path of the URLs, or in a header. */
  pathSecret: z.string().regex(/^[\w-]{16,}$/),
  /** `https://example.myfreshworks.com/crm/sales`: names the account; where it is set, records are fetched whole. */
  siteUrl: z.url().optional(),
  apiKey: z.string().min(1).optional(),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ pathSecret: newSecret(24) });
