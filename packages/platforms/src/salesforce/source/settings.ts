import { z } from 'zod';
import { newSecret } from '../../schemes/index.ts';

/** Carries the secret of a Flow's HTTP callout. */
export const SECRET_HEADER = 'x-throughline-secret';

const name = z.string().regex(/^\w{1,80}$/);

export const settings = z.object({
  /** In the path of outbound messages, which Salesforce does not sign, or in the header of a Flow's callout. */
  secret: z.string().min(16),
  /** 15 or 18 characters; messages of other organisations are refused once it is set. */
  organizationId: z
    .string()
    .regex(/^00D(\w{12}|\w{15})$/)
    .optional(),
  /** `https://example.my.salesforce.com` */
  instanceUrl: z.url().optional(),
  /** `https://test.salesforce.com` for a sandbox, or the organisation's own domain. */
  loginUrl: z.url().default('https://login.salesforce.com'),
  clientId: z.string().min(1).optional(),
  clientSecret: z.string().min(1).optional(),
  refreshToken: z.string().min(1).optional(),
  /** JWT bearer flow instead of a refresh token: user and private key (PEM) of the connected app's certificate. */
  username: z.string().min(1).optional(),
  privateKey: z.string().min(1).optional(),
  apiVersion: z
    .string()
    .regex(/^v\d+\.\d$/)
    .default('v62.0'),
  /** The custom object that holds messages. */
  communicationObject: name.default('Communication__c'),
  /** Objects that are read by the API; those that the organisation lacks have to be left out. */
  objects: z.array(name).default(['Contact', 'Lead', 'Case', 'CaseComment', 'EmailMessage', 'Task']),
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => settings.parse({ secret: newSecret(24) });

/** Whether the API can be asked. */
export const hasApi = (values: Settings): boolean =>
  values.organizationId !== undefined &&
  values.instanceUrl !== undefined &&
  values.clientId !== undefined &&
  (values.refreshToken !== undefined || (values.username !== undefined && values.privateKey !== undefined));
