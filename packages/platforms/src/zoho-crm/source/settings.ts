import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

/** May carry the secret of a workflow's webhook, where it is not in the path. */
export const SECRET_HEADER = 'x-throughline-secret';

/** https://www.zoho.com/crm/developer/docs/api/v8/multi-dc.html: accounts, API and the pages that people open. */
const DATA_CENTRES = {
  com: ['https://accounts.zoho.com', 'https://www.zohoapis.com', 'https://crm.zoho.com'],
  eu: ['https://accounts.zoho.eu', 'https://www.zohoapis.eu', 'https://crm.zoho.eu'],
  in: ['https://accounts.zoho.in', 'https://www.zohoapis.in', 'https://crm.zoho.in'],
  'com.au': ['https://accounts.zoho.com.au', 'https://www.zohoapis.com.au', 'https://crm.zoho.com.au'],
  jp: ['https://accounts.zoho.jp', 'https://www.zohoapis.jp', 'https://crm.zoho.jp'],
  ca: ['https://accounts.zohocloud.ca', 'https://www.zohoapis.ca', 'https://crm.zohocloud.ca'],
  sa: ['https://accounts.zoho.sa', 'https://www.zohoapis.sa', 'https://crm.zoho.sa'],
  'com.cn': ['https://accounts.zoho.com.cn', 'https://www.zohoapis.com.cn', 'https://crm.zoho.com.cn'],
} as const;

const dataCentres = Object.keys(DATA_CENTRES) as ReadonlyArray<keyof typeof DATA_CENTRES>;

export const settings = z.object({
  /** Goes with every notification that Zoho sends, and stands in the path of workflows' webhooks; Zoho takes 50 characters. */
  token: z.string().min(16).max(50),
  dataCentre: z.enum(dataCentres).default('com'),
  /** The organisation's id (zgid): part of every id, as Zoho's records do not name it. */
  organizationId: z.string().regex(/^\d+$/).optional(),
  clientId: z.string().min(1).optional(),
  clientSecret: z.string().min(1).optional(),
  refreshToken: z.string().min(1).optional(),
  /** Instead of the data centre's. */
  apiUrl: z.url().optional(),
  accountsUrl: z.url().optional(),
  /** API names of the modules that are read. */
  modules: z
    .array(z.string().regex(/^\w{1,50}$/))
    .default(['Contacts', 'Leads', 'Accounts', 'Deals', 'Cases', 'Calls', 'Events', 'Tasks', 'Notes']),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => settings.parse({ token: newSecret(24) });

export const accountsUrlOf = (values: Settings): string =>
  (values.accountsUrl ?? DATA_CENTRES[values.dataCentre][0]).replace(/\/$/, '');
export const apiUrlOf = (values: Settings): string =>
  (values.apiUrl ?? DATA_CENTRES[values.dataCentre][1]).replace(/\/$/, '');

/** Where people open the records of a data centre; undefined for one that is not known. */
export const pagesOf = (dataCentre: string | undefined): string | undefined =>
  dataCentres.some((one) => one === dataCentre)
    ? DATA_CENTRES[dataCentre as keyof typeof DATA_CENTRES][2]
    : undefined;

/** Whether the API can be asked. */
export const hasApi = (values: Settings): boolean =>
  values.organizationId !== undefined &&
  values.clientId !== undefined &&
  values.clientSecret !== undefined &&
  values.refreshToken !== undefined;
