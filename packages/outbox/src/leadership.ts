import type { Client } from 'pg';
import { asStoreError, type Database } from '@throughline/database';
import { CHANNEL } from './table.ts';

/** Makes our locks distinct from those that other software may take on the same server ('obox' in ASCII). */
const LOCK_CLASS = 0x6f626f78;

/** Being the one relay of a schema: lasts as long as the connection. */
export interface Leadership {
  readonly client: Client;
  /** Aborted when the connection is lost, and the lock with it. */
  readonly lost: AbortSignal;
  /** Resolves when something was announced since the last call, or after that many milliseconds. */
  announced(withinMs: number): Promise<void>;
  /** Ends the connection; another relay may lead from then on. */
  resign(): Promise<void>;
}

/** @returns undefined if another relay leads. @throws database.unavailable */
export async function tryToLead(
  database: Pick<Database<unknown>, 'connect' | 'schema'>,
  stopping: AbortSignal,
): Promise<Leadership | undefined> {
  const client = await database.connect();
  const lost = new AbortController();
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  const resign = () => client.end().catch(() => undefined);
  try {
    const found = await client.query<{ leads: boolean }>(
      'select pg_try_advisory_lock($1, hashtext($2)) as leads',
      [LOCK_CLASS, database.schema],
    );
    if (found.rows[0]?.leads !== true) {
      await resign();
      return undefined;
    }
    await client.query(`listen ${CHANNEL}`);
  } catch (error) {
    await resign();
    throw asStoreError(error);
  }
  const bell = createBell();
  client.on('notification', bell.ring);
  lost.signal.addEventListener('abort', bell.ring);
  stopping.addEventListener('abort', bell.ring);
  return { client, lost: lost.signal, announced: bell.wait, resign };
}

/** Remembers a ring that nobody waited for. */
function createBell() {
  let rung = false;
  let answer: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      answer?.();
    },
    wait: async (withinMs: number) => {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, withinMs);
          answer = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        answer = undefined;
      }
      rung = false;
    },
  };
}
