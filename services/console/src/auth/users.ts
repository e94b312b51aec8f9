import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '@throughline/database';
import type { ConsoleTables } from '../tables.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import type { Caller, Role } from './roles.ts';

export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
}

export function createUsers(database: Database<ConsoleTables>) {
  const { kysely } = database;
  /** Compared against where nobody has the name, so that the answer takes as long either way. */
  const nobody = hashPassword(randomBytes(16).toString('hex'));

  const active = () => kysely.selectFrom('users').where('disabled_at', 'is', null);

  return {
    /** @returns who signed in, or undefined where the name or the password is wrong */
    async authenticate(name: string, password: string): Promise<Caller | undefined> {
      const row = await active()
        .select(['id', 'name', 'role', 'password_hash'])
        .where(sql<boolean>`lower(name) = lower(${name})`)
        .executeTakeFirst();
      const matches = await verifyPassword(password, row?.password_hash ?? (await nobody));
      return row !== undefined && matches
        ? { kind: 'user', id: row.id, name: row.name, role: row.role }
        : undefined;
    },

    /** Who a session belongs to now; undefined once the user was disabled. */
    async caller(id: string): Promise<Caller | undefined> {
      const row = await active().select(['id', 'name', 'role']).where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : { kind: 'user', ...row };
    },

    /** @returns undefined where the name is taken */
    async create(options: { name: string; password: string; role: Role }): Promise<string | undefined> {
      const id = `usr_${randomBytes(9).toString('base64url')}`;
      const inserted = await kysely
        .insertInto('users')
        .values({
          id,
          name: options.name,
          role: options.role,
          password_hash: await hashPassword(options.password),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      return inserted?.id;
    },

    async list(): Promise<UserRecord[]> {
      const rows = await active().select(['id', 'name', 'role', 'created_at']).orderBy('name').execute();
      return rows.map((row) => ({ id: row.id, name: row.name, role: row.role, createdAt: row.created_at }));
    },

    /** @returns false where there is no such user */
    async disable(id: string): Promise<boolean> {
      const result = await kysely
        .updateTable('users')
        .set({ disabled_at: new Date() })
        .where('id', '=', id)
        .where('disabled_at', 'is', null)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
  };
}

export type Users = ReturnType<typeof createUsers>;
