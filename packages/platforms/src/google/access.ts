import { z } from 'zod';
import type { Access } from '../contract.ts';

/** What Google's OAuth client page and consent give: https://developers.google.com/identity/protocols/oauth2/web-server */
export const googleAccessSettings = {
  /** Google Cloud Console → APIs & Services → Credentials → OAuth client ID. */
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  /** Of a consent with `access_type=offline`. */
  refreshToken: z.string().optional(),
  tokenUrl: z.url().default('https://oauth2.googleapis.com/token'),
};

interface Credentials {
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly refreshToken?: string | undefined;
  readonly tokenUrl: string;
}

export const isConnected = (settings: Credentials): boolean =>
  Boolean(settings.clientId && settings.clientSecret && settings.refreshToken);

/** By a refresh token, which Google does not change when it is used. */
export const googleAccess = (settings: Credentials): Access | undefined =>
  settings.clientId && settings.clientSecret && settings.refreshToken
    ? {
        type: 'oauth',
        tokenUrl: settings.tokenUrl,
        clientId: settings.clientId,
        clientSecret: settings.clientSecret,
        grant: 'refresh_token',
        refreshToken: settings.refreshToken,
      }
    : undefined;
