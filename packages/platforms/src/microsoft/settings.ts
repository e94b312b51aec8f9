import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { newSecret } from '../schemes/index.ts';

/** What every source behind Microsoft Graph takes: an app registration of the tenant, and a secret of our own. */
export const graphSettings = {
  /** Directory (tenant) ID, not one of its domains: notifications name it so, and those of another tenant are not followed. */
  tenantId: z.guid(),
  /** Application (client) ID. */
  clientId: z.string().min(1),
  /** A client secret's value. Without it nothing can be subscribed to or fetched. */
  clientSecret: z.string().optional(),
  /** Goes along with each subscription, and comes back in every notification; Graph takes at most 128 characters. */
  clientState: z.string().min(16).max(128),
  /** National clouds have their own: `https://graph.microsoft.us`. */
  apiUrl: z.url().default('https://graph.microsoft.com'),
  loginUrl: z.url().default('https://login.microsoftonline.com'),
};

export interface GraphSettings {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret?: string | undefined;
  readonly clientState: string;
  readonly apiUrl: string;
  readonly loginUrl: string;
}

export const generateGraphSettings = (): GraphSettings => ({
  tenantId: randomUUID(),
  clientId: randomUUID(),
  clientState: newSecret(),
  apiUrl: 'https://graph.microsoft.com',
  loginUrl: 'https://login.microsoftonline.com',
});

export const isConfigured = (settings: GraphSettings): boolean => Boolean(settings.clientSecret);
