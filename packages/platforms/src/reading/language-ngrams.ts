import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** How often an n-gram is met in which language, as one flat table. */
export interface Ngrams {
  /** Tags, by number. */
  readonly languages: ReadonlyArray<string>;
  /** At each place that `find` gives: how many languages follow, then of each its number and its score. */
  readonly scoresOf: Uint16Array;
  /**
   * @param gram up to four bytes of {@link byteCodes}, the first one lowest, zeros behind
   * @param marks 1 where it begins a word, 2 where it ends one
   * @returns a place in `scoresOf`; of an n-gram that no language has, one with no languages
   */
  find(gram: number, marks: number): number;
}

const require = createRequire(import.meta.url);
/** eld exports its detectors alone. */
const ELD = new URL('../', import.meta.resolve('eld/extrasmall'));
const inside = <Module>(file: string): Module => require(new URL(file, ELD).pathname) as Module;

const { dictionary } = inside<{ dictionary: ReadonlyArray<string> }>('dictionary.js');
const { avgScore } = inside<{ avgScore: Readonly<Record<string, number>> }>('avgScore.js');
/** What lies between words. */
export const { separators } = inside<{ separators: RegExp }>('regexPatterns.js');

/** eld writes each byte of UTF-8 as one character of Latin-1; those of ASCII stand for themselves. */
export const byteCodes: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 ? byte : (dictionary[byte]?.charCodeAt(0) ?? 0),
);

/** What texts of a language usually reach, from 0 to 1. */
export const avgScoreOf = (language: string): number => avgScore[language] ?? 1;

/** eld takes this much off each score, to save space. */
const TAKEN_OFF = 53;
/** Twice as many as there are n-grams, at least. */
const SLOT_BITS = 17;

const hashOf = (gram: number, marks: number): number =>
  (Math.imul(gram, 0x9e3779b1) ^ Math.imul(marks + 1, 0x85ebca6b)) >>> (32 - SLOT_BITS);

/** `' an':{11:140,9:52}`, its quotes only where JavaScript wants them. */
const ENTRY = /(?:'((?:[^'\\]|\\.)+)'|([\w$]+)):\{([\d:,]+)\}/g;

/**
 * Reads the smallest of eld's sets of n-grams. Not by importing it: fifty thousand objects would stay in memory, some 80 MB, beside
 * the 2 MB of the table.
 */
export function loadNgrams(): Ngrams {
  const text = readFileSync(new URL('ngrams/extrasmall.js', ELD), 'utf8');
  const [head = '', body = ''] = text.split('ngrams:{', 2);
  const languages: string[] = [];
  for (const [, number, tag = ''] of head.matchAll(/(\d+):'(\w+)'/g)) languages[Number(number)] = tag;

  const grams = new Int32Array(2 ** SLOT_BITS);
  /** Place and marks; 0 where the slot is free. */
  const places = new Int32Array(2 ** SLOT_BITS);
  const scores: number[] = [0];
  const slotOf = (gram: number, marks: number): number => {
    let slot = hashOf(gram, marks);
    while (places[slot] !== 0 && (grams[slot] !== gram || ((places[slot] ?? 0) & 3) !== marks))
      slot = (slot + 1) & (2 ** SLOT_BITS - 1);
    return slot;
  };
  for (const [, quoted, plain, counts = ''] of body.matchAll(ENTRY)) {
    const key = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '';
    const marks = (key.startsWith(' ') ? 1 : 0) | (key.endsWith(' ') ? 2 : 0);
    const content = key.trim();
    let gram = 0;
    for (let at = 0; at < content.length; at += 1) gram |= content.charCodeAt(at) << (8 * at);
    const slot = slotOf(gram, marks);
    grams[slot] = gram;
    places[slot] = (scores.length << 2) | marks;
    const found = counts.split(',').map((pair) => pair.split(':').map(Number));
    scores.push(found.length);
    for (const [language = 0, score = 0] of found) scores.push(language, score + TAKEN_OFF);
  }
  return {
    languages,
    scoresOf: Uint16Array.from(scores),
    find: (gram, marks) => (places[slotOf(gram, marks)] ?? 0) >> 2,
  };
}
