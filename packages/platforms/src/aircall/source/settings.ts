import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Token of the webhook: Aircall puts it into the body of each delivery. */
  token: z.string().min(1),
  /** Name and password of the API (basic authentication). */
  apiId: z.string().optional(),
  apiToken: z.string().optional(),
  apiUrl: z.url().default('https://api.aircall.io'),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  token: newSecret(),
  apiUrl: 'https://api.aircall.io',
});
