import { z } from 'zod';
import { generateMetaSettings, metaSettings } from '../../meta/settings.ts';

export const settings = metaSettings.extend({
  /** Apps that answer by themselves: what they send is a bot's, what any other app or the inbox sends an agent's. */
  botAppIds: z.array(z.string()).default([]),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({ ...generateMetaSettings(), botAppIds: [] });
