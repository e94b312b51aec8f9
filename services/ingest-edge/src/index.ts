/** The schema of the spool; `packages/setup` and the tests bring it up to date with `migrate`. */
export const migrations = { schema: 'edge', directory: new URL('../migrations/', import.meta.url) };
