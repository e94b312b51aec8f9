export const DAY_MS = 24 * 60 * 60 * 1000;

/** `2026-11-21`, in UTC. */
export const utcDay = (time: number): string => new Date(time).toISOString().slice(0, 10);
/** `2026-11`, in UTC. */
export const utcMonth = (time: number): string => new Date(time).toISOString().slice(0, 7);
