import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { googleAccessSettings, isConnected } from '../../google/access.ts';
import { GOOGLE_KEYS_URL } from '../../google/token.ts';
import { newSecret } from '../../schemes/index.ts';

export const settings = z
  .object({
    /** The address of the mailbox that is connected. */
    mailbox: z.string().optional(),
    /** Stands in the path of the push endpoint. With `audience` both have to hold. */
    pathSecret: z.string().min(16).optional(),
    /** Of the push subscription’s authentication. */
    audience: z.string().min(1).optional(),
    /** Address of the service account in whose name Pub/Sub pushes. */
    serviceAccount: z.string().min(1).optional(),
    keysUrl: z.url().default(GOOGLE_KEYS_URL),
    /** `projects/<project>/topics/<topic>` */
    topicName: z.string().optional(),
    apiUrl: z.url().default('https://gmail.googleapis.com'),
    ...googleAccessSettings,
  })
  .refine(
    (given) =>
      given.pathSecret !== undefined || (given.audience !== undefined && given.serviceAccount !== undefined),
    'A path secret, or an audience and a service account are needed.',
  );

export type Settings = z.infer<typeof settings> & {
  /** Handed over by the edge. */
  readonly keySets?: Readonly<Record<string, JSONWebKeySet>>;
};

export const generateSettings = (): Settings => ({
  pathSecret: newSecret(24),
  keysUrl: GOOGLE_KEYS_URL,
  apiUrl: 'https://gmail.googleapis.com',
  tokenUrl: 'https://oauth2.googleapis.com/token',
});

/** Whether the API can be asked; the mailbox is part of every id. */
export const isReady = (given: Settings): boolean => isConnected(given) && given.mailbox !== undefined;

/** A URL of the mailbox that the refresh token is of. */
export const mailboxUrl = (given: Settings, path: string): string =>
  `${given.apiUrl.replace(/\/$/, '')}/gmail/v1/users/me/${path}`;
