import { objectOf, stringOf } from '../reading/index.ts';

/** Where a delta query stands: its link, as a path, and what we keep beside it. */
export interface Cursor {
  readonly path: string;
  /** Epoch milliseconds; what changed before is passed over. */
  readonly since?: number;
  /** Epoch milliseconds; when the reading began whose pages are being gone through. */
  readonly began?: number;
}

export const writeCursor = (cursor: Cursor): string => JSON.stringify(cursor);

/** Undefined where the text is no cursor. */
export function readCursor(text: string): Cursor | undefined {
  try {
    const cursor = objectOf(JSON.parse(text));
    const path = stringOf(cursor['path']);
    const { since, began } = cursor;
    if (path === undefined) return undefined;
    return {
      path,
      ...(typeof since === 'number' ? { since } : {}),
      ...(typeof began === 'number' ? { began } : {}),
    };
  } catch {
    return undefined;
  }
}
