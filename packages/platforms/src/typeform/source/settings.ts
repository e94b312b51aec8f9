import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Entered at the webhook in Typeform: the key of `Typeform-Signature`. */
  secret: z.string().min(1),
  /** A personal token with responses:read and forms:read. */
  apiToken: z.string().optional(),
  /** Forms whose earlier responses are read: what stands behind `/to/` in a form’s URL. */
  formIds: z.array(z.string().min(1)).default([]),
  /** `https://api.eu.typeform.com` for accounts whose data lies in Europe. */
  apiUrl: z.url().default('https://api.typeform.com'),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  secret: newSecret(),
  formIds: [],
  apiUrl: 'https://api.typeform.com',
});
