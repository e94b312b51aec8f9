import { z } from 'zod';
import type { HttpRequest, Verification } from '../../contract.ts';
import { newSecret, verifyPathSecret, withPathSecret } from '../../schemes/index.ts';
import { readingSettings } from './settings.ts';
import { verifyHeader } from './verify.ts';

/** For automation services, which sign nothing but send what they are told to: a secret in the URL, or one in a header. */

export const SECRET_HEADER = 'x-throughline-secret';

const shape = z.object({
  ...readingSettings,
  scheme: z.enum(['path', 'header']).default('path'),
  /** Stands in the URL, and counts with the scheme `path` alone. */
  pathSecret: z.string().min(16).optional(),
  /** The value of the header `x-throughline-secret`, which counts with the scheme `header` alone. */
  secret: z.string().min(16).optional(),
});

export type SharedSettings = z.infer<typeof shape>;

const NEEDED = { path: 'pathSecret', header: 'secret' } as const;

export const sharedSettings = shape.superRefine((values, issues) => {
  const field = NEEDED[values.scheme];
  if (values[field] === undefined)
    issues.addIssue({ code: 'custom', path: [field], message: `needed by the scheme ${values.scheme}` });
});

/** @param account names the sending workspace: part of every id */
export const newSharedSettings = (account: string): SharedSettings =>
  sharedSettings.parse({ account, scheme: 'path', pathSecret: newSecret(24), secret: newSecret() });

export function verifyShared(request: HttpRequest, settings: SharedSettings): Verification {
  const outcome =
    settings.scheme === 'path'
      ? verifyPathSecret(request, settings.pathSecret ?? '')
      : verifyHeader(request, SECRET_HEADER, settings.secret);
  return outcome.ok ? { ok: true, method: settings.scheme } : outcome;
}

/** Sends as an automation does that was built by the README. */
export const signShared = (request: HttpRequest, settings: SharedSettings): HttpRequest =>
  settings.scheme === 'path'
    ? withPathSecret(request, settings.pathSecret ?? '')
    : { ...request, headers: { ...request.headers, [SECRET_HEADER]: settings.secret ?? '' } };
