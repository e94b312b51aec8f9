/** The schema of this service; `packages/setup` and the tests bring it up to date with `migrate`. */
export const migrations = { schema: 'fetcher', directory: new URL('../migrations/', import.meta.url) };
