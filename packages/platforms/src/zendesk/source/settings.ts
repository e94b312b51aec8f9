import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** The webhook's signing secret. */
  signingSecret: z.string().min(1),
  /** `example` of example.zendesk.com: makes links to tickets. */
  subdomain: z
    .string()
    .regex(/^[a-z0-9-]+$/i)
    .optional(),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ signingSecret: newSecret() });
