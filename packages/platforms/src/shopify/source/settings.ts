import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** The app's client secret, or the shop's webhook signing secret. */
  clientSecret: z.string().min(1),
  /** Refuses deliveries of any other shop where it is set: `example.myshopify.com`. */
  shopDomain: z.string().optional(),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ clientSecret: newSecret() });
