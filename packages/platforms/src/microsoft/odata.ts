/**
 * A query as OData's own pages write it: `$` as it is, spaces as `%20`. URLSearchParams would write `%24` and `+`, which not every
 * OData service reads as the same.
 */
export const queryOf = (options: Readonly<Record<string, string>>): string =>
  Object.entries(options)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
