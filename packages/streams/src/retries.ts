/** How often an unforeseen error for one record is tried again before the record is set aside. */
export const RETRIES = 3;

/** Milliseconds before the given retry (1, 2, 3): 50, 200, 800. */
export const retryDelayMs = (retry: number): number => 50 * 4 ** (retry - 1);
