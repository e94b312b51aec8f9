import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '@throughline/database';
import type { ConsoleTables } from '../tables.ts';
import type { Caller, Role } from './roles.ts';

/** SHA-256, lower-case hex. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

const newToken = (): string => `tl_${randomBytes(32).toString('base64url')}`;

/** A use is noted at most this often, so that reading does not become writing. */
const USE_NOTED_EVERY_MS = 60_000;

/** What is told of a token after it was made; the token itself is shown once. */
export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
}

export function createTokens(database: Database<ConsoleTables>) {
  const { kysely } = database;

  const usable = () => kysely.selectFrom('api_tokens').where('revoked_at', 'is', null);

  return {
    /** @returns who the token stands for, or undefined where it is unknown, revoked or expired */
    async authenticate(token: string): Promise<Caller | undefined> {
      const row = await usable()
        .select(['id', 'name', 'role', 'expires_at', 'last_used_at'])
        .where('token_hash', '=', hashToken(token))
        .executeTakeFirst();
      const now = new Date();
      if (row === undefined || (row.expires_at !== null && row.expires_at <= now)) return undefined;
      if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() > USE_NOTED_EVERY_MS) {
        await kysely.updateTable('api_tokens').set({ last_used_at: now }).where('id', '=', row.id).execute();
      }
      return { kind: 'token', id: row.id, name: row.name, role: row.role };
    },

    /** @returns the new token in clear, which nobody can read again */
    async create(options: { name: string; role: Role; createdBy: string; expiresAt?: Date | undefined }) {
      const token = newToken();
      const id = `tok_${randomBytes(9).toString('base64url')}`;
      await kysely
        .insertInto('api_tokens')
        .values({
          id,
          name: options.name,
          role: options.role,
          token_hash: hashToken(token),
          created_by: options.createdBy,
          expires_at: options.expiresAt ?? null,
        })
        .execute();
      return { id, token };
    },

    /** Makes the administrator's token of the configuration valid; a changed one replaces the one before. */
    async bootstrap(token: string): Promise<void> {
      const values = { token_hash: hashToken(token), revoked_at: null };
      await kysely
        .insertInto('api_tokens')
        .values({
          id: 'tok_configuration',
          name: 'configuration',
          role: 'admin',
          created_by: 'configuration',
          ...values,
        })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
        .execute();
    },

    async list(): Promise<TokenRecord[]> {
      const rows = await usable().selectAll().orderBy('created_at').execute();
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        role: row.role,
        createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
        expiresAt: row.expires_at,
      }));
    },

    /** @returns false where there is no such token */
    async revoke(id: string): Promise<boolean> {
      const result = await kysely
        .updateTable('api_tokens')
        .set({ revoked_at: new Date() })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;
