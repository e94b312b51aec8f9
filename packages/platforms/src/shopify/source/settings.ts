import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** The app's client secret, or the shop's webhook signing secret. */
  clientSecret: z.string().min(1),
  /** Refuses deliveries of any other shop where it is set, and is where the API is: `example.myshopify.com`. */
  shopDomain: z.string().optional(),
  /** Sent as `X-Flow-Secret` by the HTTP requests of Shopify Flow, which Shopify does not sign. */
  flowSecret: z.string().min(16).optional(),
  /** The app's Admin API access token: history is read with it. */
  accessToken: z.string().min(1).optional(),
  /** The Admin API's version. */
  apiVersion: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional(),
  /** Where the Admin API is, where that is not the shop. */
  apiUrl: z.url().optional(),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ clientSecret: newSecret() });
