import { z } from 'zod';
import { newEcdsaKeys, newSecret } from '../../schemes/index.ts';

export const settings = z.object({
  /** Stands in the path of both URLs: Inbound Parse signs nothing unless a security policy is attached to it. */
  pathSecret: z.string().min(16),
  /** Event Webhooks → Security features → Verification Key. Where it is set, events have to be signed. */
  eventPublicKey: z.string().min(1).optional(),
  /** The public key of the security policy of Inbound Parse. Where it is set, received e-mail has to be signed. */
  parsePublicKey: z.string().min(1).optional(),
  /** Signs test deliveries of our own, as SendGrid keeps its private keys to itself; what it signs is taken as well. */
  testPrivateKey: z.string().min(1).optional(),
  /** What leaving an unsubscribe group denies, by the group's id: `{ "14": "newsletter" }`; else `email/<id>`. */
  unsubscribeGroups: z.record(z.string(), z.string()).default({}),
});
export type Settings = z.infer<typeof settings>;

/** Until SendGrid's own keys are pasted in, only test deliveries of our own are taken as events. */
export function generateSettings(): Settings {
  const { publicKey, privateKey } = newEcdsaKeys();
  return {
    pathSecret: newSecret(24),
    eventPublicKey: publicKey,
    testPrivateKey: privateKey,
    unsubscribeGroups: {},
  };
}
