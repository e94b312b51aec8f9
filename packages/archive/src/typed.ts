import { phonePrefixOf } from './terms.ts';

/** One thing that a person typed into the search field. */
export type Typed =
  | { readonly kind: 'word'; readonly text: string; readonly excluded: boolean }
  | { readonly kind: 'phrase'; readonly text: string; readonly excluded: boolean }
  | { readonly kind: 'beginning'; readonly text: string; readonly excluded: boolean }
  | {
      readonly kind: 'phone';
      readonly text: string;
      readonly prefix: string;
      readonly words: ReadonlyArray<string>;
    };

const LONGEST = 400;
const MOST = 24;
/** Digits with the separators that phone numbers are written with, at least one of them a space, bracket or the like. */
const PHONE_RUN = /(?<![\p{L}\p{N}@.])(?:\+|\()?\d[\d()./\-\u2010-\u2015\u00a0 ]{4,}\d(?![\p{L}\p{N}@])/gu;
const PIECE = /(-?)"([^"]*)(?:"|$)|(\S+)/gu;
const HAS_CONTENT = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;
const EDGES = /^[^\p{L}\p{N}\p{Extended_Pictographic}+#@]+|[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}*]+$/gu;

function wordOf(piece: string): Typed | undefined {
  const excluded = piece.length > 1 && piece.startsWith('-');
  const trimmed = piece.slice(excluded ? 1 : 0).replaceAll(EDGES, '');
  const text = trimmed.replace(/\*+$/, '');
  if (!HAS_CONTENT.test(text)) return undefined;
  const kind = trimmed !== text && text.length > 1 ? 'beginning' : 'word';
  return { kind, text, excluded };
}

function* wordsIn(text: string): Generator<Typed> {
  for (const [, minus, quoted, piece] of text.matchAll(PIECE)) {
    if (quoted !== undefined) {
      if (HAS_CONTENT.test(quoted)) yield { kind: 'phrase', text: quoted.trim(), excluded: minus === '-' };
    } else {
      const word = wordOf(piece ?? '');
      if (word !== undefined) yield word;
    }
  }
}

function* piecesOf(text: string): Generator<Typed> {
  let from = 0;
  // Within quotation marks digits are a phrase.
  for (const run of text
    .replaceAll(/"[^"]*(?:"|$)/g, (quoted) => ' '.repeat(quoted.length))
    .matchAll(PHONE_RUN)) {
    const prefix = phonePrefixOf(run[0]);
    if (prefix === undefined || !/[()\s./\-\u2010-\u2015\u00a0+]/.test(run[0])) continue;
    yield* wordsIn(text.slice(from, run.index));
    const words = run[0].split(/[^\d]+/).filter((word) => word !== '');
    yield { kind: 'phone', text: run[0].trim(), prefix, words };
    from = run.index + run[0].length;
  }
  yield* wordsIn(text.slice(from));
}

/**
 * Reads what a person typed; nothing is an error. Words must all occur, `"a phrase"` as it stands, `-word` must not occur,
 * `begin*` matches beginnings; a phone number written with separators is one thing. Beyond 400 characters or 24 pieces is ignored.
 */
export const readTyped = (q: string): ReadonlyArray<Typed> =>
  [
    ...piecesOf(
      q
        .toWellFormed()
        .normalize('NFC')
        .replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
        .slice(0, LONGEST)
        .toWellFormed(),
    ),
  ].slice(0, MOST);
