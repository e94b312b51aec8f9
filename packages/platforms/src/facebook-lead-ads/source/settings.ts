import { z } from 'zod';
import { generateMetaSettings, metaSettings } from '../../meta/settings.ts';

export const settings = metaSettings.extend({
  /** A page access token with `leads_retrieval`: without it leads are only notified, not fetched. */
  pageAccessToken: z.string().min(1).optional(),
  /** The page whose forms are read for history, and which the app is subscribed to. */
  pageId: z.string().min(1).optional(),
  /** The app's id: with it the page is subscribed to `leadgen` by itself, and subscribed again where somebody ended that. */
  appId: z.string().min(1).optional(),
  /** Forms whose history is read; all of the page's where it is empty. */
  formIds: z.array(z.string()).default([]),
  /** What the optional checkboxes of your forms allow, by their key: `{ "newsletter": "email" }`. */
  consentPurposes: z.record(z.string(), z.string()).default({}),
  /** Proves with every call that the app secret is known; only for a token of the same app. */
  sendAppSecretProof: z.boolean().default(false),
  apiUrl: z.url().default('https://graph.facebook.com'),
  apiVersion: z.string().default('v25.0'),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => settings.parse(generateMetaSettings());
