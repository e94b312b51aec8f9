import type { SecretPlace } from '@throughline/platforms';

export const MASK = '•••';

/** A masked text, and which places held something. */
export interface Masked {
  readonly text: string;
  readonly places: ReadonlyArray<string>;
}

type Container = Record<string, unknown>;

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** JSON pointer (RFC 6901) as its keys; `*` among them stands for every member of an array. */
const keysOf = (pointer: string): ReadonlyArray<string> =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

/** In a manifest's pointer: every member of an array. As a key of an object it is the character itself. */
const EVERY = '*';

/** @returns whether there was something at the place */
function maskAt(value: unknown, [key, ...rest]: ReadonlyArray<string>): boolean {
  if (key === undefined || !isContainer(value)) return false;
  if (key === EVERY && Array.isArray(value))
    return Object.keys(value)
      .map((index) => maskAt(value, [index, ...rest]))
      .some(Boolean);
  if (!Object.hasOwn(value, key)) return false;
  if (rest.length > 0) return maskAt(value[key], rest);
  value[key] = MASK;
  return true;
}

/** Every item of an array, or the one document: a batch may carry a secret in each of its events. */
function maskJson(text: string, pointers: ReadonlyArray<string>): Masked | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  const roots: ReadonlyArray<unknown> = Array.isArray(document) ? document : [document];
  const places = pointers.filter((pointer) =>
    roots.map((root) => maskAt(root, keysOf(pointer))).some(Boolean),
  );
  // Where nothing was masked the exact text stays, white space and all.
  return places.length === 0 ? { text, places } : { text: JSON.stringify(document), places };
}

function maskForm(text: string, pointers: ReadonlyArray<string>): Masked {
  const names = new Map(pointers.map((pointer) => [keysOf(pointer).join('.'), pointer]));
  const places = new Set<string>();
  const masked = text.split('&').map((pair) => {
    const name = decoded(pair.split('=', 1)[0] ?? '');
    const place = names.get(name);
    if (place === undefined) return pair;
    places.add(place);
    return `${pair.split('=', 1)[0]}=${encodeURIComponent(MASK)}`;
  });
  return { text: masked.join('&'), places: [...places] };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/**
 * A body as people may see it: what the manifest says is secret in a body is masked. The stored bytes keep it, as the
 * digest is over them. A body that is neither JSON nor a form has no named places.
 */
export function maskBody(text: string, contentType: string, secrets: ReadonlyArray<SecretPlace>): Masked {
  const pointers = secrets.flatMap((place) => (place.in === 'body' ? [place.pointer] : []));
  if (pointers.length === 0) return { text, places: [] };
  if (contentType.startsWith('application/x-www-form-urlencoded')) return maskForm(text, pointers);
  return maskJson(text, pointers) ?? { text, places: [] };
}
