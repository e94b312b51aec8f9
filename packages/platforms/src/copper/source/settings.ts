import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

const apiUrl = 'https://api.copper.com/developer_api/v1';

export const settings = z.object({
  /** Copper signs nothing: this goes with every notification, in a header that the subscription asks for. */
  secret: z.string().min(16),
  accessToken: z.string().min(1).optional(),
  /** Whose API key it is. */
  userEmail: z.email().optional(),
  /** The number of the Copper account; neither notifications nor records name it. */
  account: z.string().min(1).default('copper'),
  apiUrl: z.url().default(apiUrl),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ secret: newSecret(), account: 'copper', apiUrl });
