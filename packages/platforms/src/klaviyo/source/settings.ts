import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Entered at the system webhook: the key of `Klaviyo-Signature`. Klaviyo takes no fewer than 16 characters. */
  secret: z.string().min(16),
  /** Sent by flow webhooks, which Klaviyo does not sign, in the header `X-Flow-Secret`. */
  flowSecret: z.string().min(16),
  /** The site id of six characters; part of every id. System webhooks carry it, flow webhooks do not. */
  accountId: z.string().optional(),
  /** A private key. */
  apiKey: z.string().optional(),
  /** Whether the profiles that events name by id alone are fetched. */
  profiles: z.enum(['fetch', 'leave']).default('leave'),
  apiUrl: z.url().default('https://a.klaviyo.com'),
  /** Revision of the API that is asked for. */
  revision: z.string().default('2026-07-15'),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  secret: newSecret(),
  flowSecret: newSecret(),
  profiles: 'leave',
  apiUrl: 'https://a.klaviyo.com',
  revision: '2026-07-15',
});

export const apiUrlOf = ({ apiUrl }: Settings, path: string): string =>
  `${apiUrl.replace(/\/$/, '')}/api/${path}`;

/** What the API answers with. */
export const JSON_API = 'application/vnd.api+json';
