import { z } from 'zod';
import { newSecret } from '../../../../packages/platforms/src/schemes/index.ts';

export const settings = z.object({
  /** The vendor signs nothing: this secret stands in the URL. */
  pathSecret: z.string().min(16),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ pathSecret: newSecret(24) });
