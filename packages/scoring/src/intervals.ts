/** Stand for "since ever" and "still": the ends of an interval whose bounds are compared as numbers. */
export const SINCE_EVER = Number.MIN_SAFE_INTEGER;
export const STILL = Number.MAX_SAFE_INTEGER;

/** The same order wherever it runs, whatever the locale. */
export const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Each once, by their bytes: the order in which locks are taken. */
export const sorted = (texts: Iterable<string>): string[] => [...new Set(texts)].sort(byText);
