import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Settings → API security → HTTP webhook signing key. */
  webhookSigningKey: z.string().min(1),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ webhookSigningKey: newSecret() });
