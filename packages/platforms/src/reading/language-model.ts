import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What tells languages apart: how much each piece of a word speaks for each language. */
export interface LanguageModel {
  /** ISO 639-1 codes by number. */
  readonly codes: ReadonlyArray<string>;
  /** By language: the score of a usual, correctly detected text. */
  readonly usual: ReadonlyArray<number>;
  /** The number of a piece, for `starts`. */
  readonly pieces: ReadonlyMap<string, number>;
  /** Where the weights of a piece start; those of the next one end them. */
  readonly starts: Uint32Array;
  /** The language of each weight. */
  readonly languages: Uint8Array;
  readonly weights: Uint16Array;
  /** Everything between words, as eld sees it. */
  readonly separators: RegExp;
  /** The character by which eld's pieces write a byte above 0x7f. */
  readonly byteNames: ReadonlyArray<string>;
}

const require = createRequire(import.meta.url);

/** What eld took from each weight to make its file smaller. */
const TAKEN_FROM_WEIGHTS = 53;
const CODE = /(\d+):'([a-z]{2})'/g;
const PIECE = /(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s'":,{}]+)):\{([\d:,]+)\}/g;
const WEIGHT = /(\d+):(\d+)/g;

/**
 * The smallest model of eld (its version is pinned: these are files of its inside), read from its file as text into a few arrays: as the 50,000 objects that the file is when it is
 * imported it takes 80 MB and half a second.
 */
export function readLanguageModel(): LanguageModel {
  const entry = new URL(import.meta.resolve('eld/extrasmall'));
  const part = (path: string): unknown => require(fileURLToPath(new URL(path, entry)));
  const text = readFileSync(new URL('../ngrams/extrasmall.js', entry), 'utf8');
  const begin = text.indexOf('ngrams:{');
  const codes: string[] = [];
  for (const [, number, code] of text.slice(0, begin).matchAll(CODE)) codes[Number(number)] = code ?? '';
  const { avgScore } = part('../avgScore.js') as { avgScore: Readonly<Record<string, number>> };
  const { separators } = part('../regexPatterns.js') as { separators: RegExp };
  const { dictionary } = part('../dictionary.js') as { dictionary: ReadonlyArray<string> };

  const pieces = new Map<string, number>();
  const starts: number[] = [];
  const languages: number[] = [];
  const weights: number[] = [];
  for (const [, single, double, bare, list = ''] of text.slice(begin + 'ngrams:{'.length).matchAll(PIECE)) {
    const piece = (single ?? double ?? bare ?? '').replaceAll(/\\(.)/g, '$1');
    pieces.set(piece, starts.length);
    starts.push(weights.length);
    for (const [, language, weight] of list.matchAll(WEIGHT)) {
      languages.push(Number(language));
      weights.push(Number(weight) + TAKEN_FROM_WEIGHTS);
    }
  }
  starts.push(weights.length);
  return {
    codes,
    usual: codes.map((code) => avgScore[code] ?? 1),
    pieces,
    starts: Uint32Array.from(starts),
    languages: Uint8Array.from(languages),
    weights: Uint16Array.from(weights),
    separators,
    byteNames: dictionary,
  };
}
