import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** 8x8 signs nothing: this secret stands in the path of the URLs. */
  pathSecret: z.string().min(16),
  /** `https://vcc-na2.8x8.com`: where the tenant lives. */
  clusterUrl: z.url().optional(),
  tenant: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  /** Lists objects by the day of their creation, for history: a filter that the guide does not show. */
  listByDate: z.boolean().optional(),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ pathSecret: newSecret(24) });
