import { platformErrors } from '../errors.ts';
import { textOf } from '../schemes/request.ts';

const DEEPEST = 100;

/** Whether a text has so few brackets that nothing in it is too deep, whatever they are; most bodies do. */
function hasFewBrackets(text: string): boolean {
  let count = 0;
  for (const bracket of '{[') {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > DEEPEST) return false;
    }
  }
  return true;
}

/** Nesting is counted before parsing: it costs one pass and no stack. */
function assertShallow(text: string): void {
  if (hasFewBrackets(text)) return;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 92) index += 1;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > DEEPEST) throw platformErrors.tooDeep({ detail: { deepest: DEEPEST } });
    } else if (code === 125 || code === 93) depth -= 1;
  }
}

/** An integer that a double cannot hold is an id: it stays as the text that it came as. */
const LONG_INTEGER = /[:[,]\s*-?\d{16,}\s*[,}\]]/;

type Reviver = (key: string, value: unknown) => unknown;

const keepLongIntegers = ((
  _key: string,
  value: unknown,
  { source = '' }: { readonly source?: string } = {},
) =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
    ? source
    : value) as Reviver;

const parse = (text: string): unknown =>
  LONG_INTEGER.test(text) ? JSON.parse(text, keepLongIntegers) : JSON.parse(text);

/**
 * The body as JSON. Integers beyond 2^53 come as text, digit by digit.
 * @throws platforms.body-unreadable, platforms.too-deep
 */
export function parseJson(body: Uint8Array): unknown {
  const text = textOf(body);
  assertShallow(text);
  try {
    return parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    throw platformErrors.bodyUnreadable({ detail: { format: 'json' }, cause: error });
  }
}

export type Json = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one where it is none. */
export const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** The value as an array; an empty one where it is none. */
export const arrayOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : []);

/** Texts and numbers as text, everything else as undefined. */
export function stringOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined;
}

/**
 * A field that the platform documents as always there.
 * @throws platforms.field-missing with the path
 */
export function required(value: unknown, path: string): string {
  const text = stringOf(value);
  if (text === undefined) throw platformErrors.fieldMissing({ detail: { path } });
  return text;
}
