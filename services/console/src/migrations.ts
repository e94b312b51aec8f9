/** The console's own schema: users, tokens, sessions, rate limits and the audit log. */
export const migrations = { schema: 'console', directory: new URL('../migrations/', import.meta.url) };
