import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

const pem = z.string().regex(/-----BEGIN (?:RSA )?PUBLIC KEY-----/);

export const settings = z.object({
  /** Key of the HMAC that a webhook module sends. */
  moduleSecret: z.string().min(8).optional(),
  /** Public key of Adobe Commerce webhooks, as the shop's configuration shows it. */
  webhookPublicKey: pem.optional(),
  /** The public keys of Adobe I/O Events, one after the other. */
  eventPublicKeys: pem.optional(),
  /** The project's client id. Adobe signs everybody's events with the same keys: this tells ours. */
  clientId: z.string().min(1).optional(),
  /** The shop's address, `https://shop.example.com`: names the account, and is where its API is. */
  siteUrl: z.url().optional(),
  /** Access token of an integration. */
  accessToken: z.string().min(1).optional(),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ moduleSecret: newSecret() });
