import { z } from 'zod';
import { newSecret } from '../../../../packages/platforms/src/schemes/index.ts';

export const settings = z.object({
  /** The vendor signs nothing: it sends this in a header. */
  secret: z.string().min(16),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ secret: newSecret() });
