import { z } from 'zod';
import { newSecret } from '../../../../packages/platforms/src/schemes/index.ts';

export const settings = z.object({
  /** Key of the signature. */
  secret: z.string().min(8),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ secret: newSecret() });
