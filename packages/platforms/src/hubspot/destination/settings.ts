import { z } from 'zod';

/** Either the access token of a private app, or an OAuth app with the refresh token that connecting gave. */
export const hubspotSettings = z
  .object({
    accessToken: z.string().min(1).optional().describe('access token of a private app'),
    clientId: z.string().min(1).optional().describe('OAuth: client id of the app'),
    clientSecret: z.string().min(1).optional().describe('OAuth: client secret of the app'),
    refreshToken: z.string().min(1).optional().describe('OAuth: refresh token of the account'),
    apiUrl: z.url().default('https://api.hubapi.com').describe('address of the API'),
    requestsPerTenSeconds: z
      .number()
      .int()
      .positive()
      .max(250)
      .optional()
      .describe('how much of the limit of the account we may use; 100 is what every account has'),
  })
  .refine(
    (settings) =>
      settings.accessToken !== undefined ||
      (settings.clientId !== undefined &&
        settings.clientSecret !== undefined &&
        settings.refreshToken !== undefined),
    { message: 'give an access token, or client id, client secret and refresh token' },
  );

export type HubSpotSettings = z.infer<typeof hubspotSettings>;
