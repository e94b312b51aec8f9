import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Mailchimp signs nothing: this secret stands in the path of the URL. */
  pathSecret: z.string().min(16),
  /** `us6`: what stands before `.admin.mailchimp.com`; for links to contacts. */
  dataCenter: z
    .string()
    .regex(/^[a-z]+\d+$/)
    .optional(),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ pathSecret: newSecret(24) });
