import { createHash } from 'node:crypto';
import { archiveErrors } from './errors.ts';

/** The sort values of the last entry that was given out. */
export type Position = ReadonlyArray<string | number>;

/** What a cursor is good for: the same search, in the same order. */
export const fingerprintOf = (search: unknown): string =>
  createHash('sha256').update(JSON.stringify(search)).digest('base64url').slice(0, 12);

/** An opaque text that a caller gives back to go on. */
export const writeCursor = (fingerprint: string, position: Position): string =>
  Buffer.from(JSON.stringify([1, fingerprint, ...position])).toString('base64url');

/**
 * @param length how many sort values the search has
 * @throws archive.cursor-invalid for anything that {@link writeCursor} did not make for this search
 */
export function readCursor(cursor: string, fingerprint: string, length: number): Position {
  const refuse = (why: string) => archiveErrors.cursorInvalid({ detail: { why } });
  if (cursor.length > 1024 || !/^[\w-]+$/.test(cursor)) throw refuse('form');
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw refuse('form');
  }
  if (!Array.isArray(parts) || parts.length !== length + 2 || parts[0] !== 1) throw refuse('form');
  if (parts[1] !== fingerprint) throw refuse('search');
  const position: ReadonlyArray<unknown> = parts.slice(2);
  const sound = position.every((part, index) =>
    index === length - 1 ? typeof part === 'string' : typeof part === 'number',
  );
  if (!sound) throw refuse('form');
  return position as Position;
}
