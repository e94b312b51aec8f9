import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** ActiveCampaign signs nothing: this secret stands in the path of the URL. */
  pathSecret: z.string().min(16),
  /** `acme` of `acme.activehosted.com`: a delivery does not name its account. */
  account: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('activecampaign'),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  pathSecret: newSecret(24),
  account: 'activecampaign',
});
