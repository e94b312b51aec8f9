import type { Archive } from '@throughline/archive';
import type { Audiences } from '@throughline/audience';
import type { Connections } from '@throughline/connections';
import type { Following } from '@throughline/following';
import type { Identity } from '@throughline/identity';
import type { LedgerConsole } from '@throughline/ledger';
import type { Scores } from '@throughline/scoring';
import type { Audit } from './audit.ts';
import type { Limits } from './auth/limits.ts';
import type { Tokens } from './auth/tokens.ts';
import type { Users } from './auth/users.ts';
import type { Matches, Stewards } from './stewardship/open.ts';
import type { RuleChanges } from './stewardship/rule-changes.ts';
import type { Trial } from './trial/trial.ts';

/** What the routes work with. */
export interface ConsoleDeps {
  readonly archive: Archive;
  readonly identity: Identity;
  readonly stewards: Stewards;
  readonly matching: Matches;
  readonly ruleChanges: RuleChanges;
  readonly scores: Scores;
  readonly audiences: Audiences;
  readonly connections: Connections;
  readonly ledger: LedgerConsole;
  readonly following: Following;
  readonly trial: Trial;
  readonly tokens: Tokens;
  readonly users: Users;
  readonly limits: Limits;
  readonly audit: Audit;
  /** Where vendors reach the edge, without a slash at the end. */
  readonly edgeUrl: string;
}
