import { z } from 'zod';
import { newSecret } from '../schemes/index.ts';

/** What every webhook of a Meta app has. */
export const metaSettings = z.object({
  /** App settings → Basic → App secret: the key of `X-Hub-Signature-256`. */
  appSecret: z.string().min(1),
  /** Any text of your own; the same is entered as “Verify token” when the callback URL is set. */
  verifyToken: z.string().min(8),
});
export type MetaSettings = z.infer<typeof metaSettings>;

export const generateMetaSettings = (): MetaSettings => ({
  appSecret: newSecret(),
  verifyToken: newSecret(18),
});
