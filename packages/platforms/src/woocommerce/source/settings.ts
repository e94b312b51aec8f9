import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Entered as “Secret” of each webhook. */
  secret: z.string().min(1),
  /** The shop's address, `https://shop.example.com`: names the account, and is where its API is. */
  siteUrl: z.url().optional(),
  consumerKey: z.string().min(1).optional(),
  consumerSecret: z.string().min(1).optional(),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ secret: newSecret() });
