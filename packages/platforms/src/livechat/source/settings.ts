import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Chosen when the webhook is registered; LiveChat puts it into the body of each delivery. */
  secretKey: z.string().min(1),
  /** Name and password of the API: https://platform.text.com/docs/authorization/personal-access-tokens */
  accountId: z.string().optional(),
  personalAccessToken: z.string().optional(),
  /** The API does not name it, and the webhooks do. */
  organizationId: z.string().optional(),
  /** `fra` for accounts in the European data centre. */
  region: z.string().optional(),
  apiUrl: z.url().default('https://api.livechatinc.com'),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  secretKey: newSecret(),
  apiUrl: 'https://api.livechatinc.com',
});
