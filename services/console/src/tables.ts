import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Role } from './auth/roles.ts';

type Timestamp = ColumnType<Date, Date | undefined, Date>;
type OptionalTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>;

interface UsersTable {
  id: string;
  name: string;
  role: Role;
  password_hash: string;
  created_at: Timestamp;
  disabled_at: OptionalTimestamp;
}

interface ApiTokensTable {
  id: string;
  name: string;
  role: Role;
  token_hash: string;
  created_at: Timestamp;
  created_by: string;
  last_used_at: OptionalTimestamp;
  expires_at: OptionalTimestamp;
  revoked_at: OptionalTimestamp;
}

interface AuditTable {
  id: Generated<number>;
  at: Timestamp;
  actor_kind: 'user' | 'token' | 'none';
  actor_id: string | null;
  actor_name: string | null;
  action: string;
  subjects: string[];
  details: JSONColumnType<Record<string, unknown>>;
  request_id: string;
}

/** The tables of schema `console` that we query ourselves; sessions and rate limits belong to their libraries. */
export interface ConsoleTables {
  users: UsersTable;
  api_tokens: ApiTokensTable;
  audit: AuditTable;
}
