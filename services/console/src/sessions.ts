import connectPgSimple from 'connect-pg-simple';
import type { Database } from '@throughline/database';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type { ConsoleTables } from './tables.ts';

const TWELVE_HOURS_MS = 12 * 60 * 60 * 1000;

interface SessionOptions {
  readonly database: Database<ConsoleTables>;
  /** Signs the cookie. */
  readonly secret: string;
  /** Over HTTPS alone; the cookie then carries the `__Host-` prefix, which binds it to this very host. */
  readonly secure: boolean;
}

/** Sessions in PostgreSQL, so that any replica serves them. They end twelve hours after the last request. */
export function createSessions({ database, secret, secure }: SessionOptions): {
  middleware: RequestHandler;
  close(): void;
} {
  const Store = connectPgSimple(session);
  const store = new Store({
    pool: database.pool,
    schemaName: database.schema,
    tableName: 'sessions',
    createTableIfMissing: false,
    // The middleware hands its errors to the request that meets them; this one is for pruning in the background.
    errorLog: () => undefined,
  });
  const middleware = session({
    store,
    secret,
    name: secure ? '__Host-throughline' : 'throughline',
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { httpOnly: true, sameSite: 'strict', secure, path: '/', maxAge: TWELVE_HOURS_MS },
  });
  return { middleware, close: () => store.close() };
}
