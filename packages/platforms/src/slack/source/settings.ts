import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Basic Information → App Credentials → Signing Secret. */
  signingSecret: z.string().min(1),
  /** Who the members of this workspace are: customers in a community, agents where customers come by Slack Connect. */
  members: z.enum(['customers', 'agents']).default('customers'),
  /** User ids that are always agents. */
  agents: z.array(z.string()).default([]),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  signingSecret: newSecret(),
  members: 'customers',
  agents: [],
});
