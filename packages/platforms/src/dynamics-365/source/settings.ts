import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';
import { TABLE_NAMES, type TableName } from './tables.ts';

export const settings = z.object({
  /** Dataverse signs nothing: this key comes along with each delivery. */
  webhookKey: z.string().min(16),
  /** `https://contoso.crm4.dynamics.com`: the environment, and with it the account that everything lies in. */
  organizationUrl: z.url().optional(),
  /** Directory (tenant) ID. */
  tenantId: z.string().optional(),
  /** Application (client) ID of the application user. With it, what a delivery tells of is fetched whole. */
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  loginUrl: z.url().default('https://login.microsoftonline.com'),
  /** Tables that are read by the API. */
  tables: z.array(z.enum(TABLE_NAMES)).default([...TABLE_NAMES]),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  webhookKey: newSecret(),
  loginUrl: 'https://login.microsoftonline.com',
  tables: [...TABLE_NAMES] as TableName[],
});

export const isConfigured = (values: Settings): boolean =>
  Boolean(values.organizationUrl && values.tenantId && values.clientId && values.clientSecret);
