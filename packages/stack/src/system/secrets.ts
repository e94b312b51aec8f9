import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What only this installation knows. */
export interface SystemSecrets {
  /** Key ring of the connections' settings. */
  readonly connectionsKeys: string;
  readonly sessionSecret: string;
  readonly apiToken: string;
  readonly adminPassword: string;
}

export const newSecrets = (): SystemSecrets => ({
  connectionsKeys: `k1:${randomBytes(32).toString('base64')}`,
  sessionSecret: randomBytes(32).toString('base64url'),
  apiToken: `tl_${randomBytes(24).toString('base64url')}`,
  adminPassword: randomBytes(12).toString('base64url'),
});

/** The secrets in a file that only its owner can read; made the first time. */
export function keptSecrets(file: string): SystemSecrets {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as SystemSecrets;
  const secrets = newSecrets();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
