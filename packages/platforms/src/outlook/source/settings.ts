import { z } from 'zod';
import { generateGraphSettings, graphSettings } from '../../microsoft/settings.ts';

export const settings = z.object({
  ...graphSettings,
  /** Mailboxes by address (user principal name) or id. */
  mailboxes: z.array(z.string().min(1)).default([]),
  /** Folders of each mailbox: well-known names or ids. Drafts lie in neither of the two. */
  folders: z.array(z.string().min(1)).default(['inbox', 'sentitems']),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  ...generateGraphSettings(),
  mailboxes: [],
  folders: ['inbox', 'sentitems'],
});
