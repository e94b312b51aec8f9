import type { LanguageModel } from './language-model.ts';

/** Bytes of a text that are looked at: up to the first space after, or the first character beyond. */
const BYTES_TO_SPACE = 350;
const MOST_BYTES = 380;
const LONGEST_WORD = 70;
const FEWEST_PIECES = 3;
/** Of what a usual text of the language reaches. */
const RELIABLE_SHARE = 0.75;
const SCALE = 25;

const ASCII = /^[\0-\x7f]*$/;

/** A character's UTF-8 bytes by their names. */
function namedBytes(code: number, names: ReadonlyArray<string>): string {
  const name = (byte: number) => names[byte] ?? '';
  const tail = (shift: number) => name(0x80 | ((code >> shift) & 0x3f));
  if (code < 0x800) return name(0xc0 | (code >> 6)) + tail(0);
  if (code < 0x10000) return name(0xe0 | (code >> 12)) + tail(6) + tail(0);
  return name(0xf0 | (code >> 18)) + tail(12) + tail(6) + tail(0);
}

/** The words of a text, each byte a character. */
function wordsOf(text: string, names: ReadonlyArray<string>): string[] {
  if (text.length <= BYTES_TO_SPACE && ASCII.test(text)) return text.split(' ').filter((word) => word !== '');
  const words: string[] = [];
  let word = '';
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    let code = text.charCodeAt(index);
    if (code < 0x80) {
      bytes += 1;
      if (code !== 0x20) word += text[index];
      else {
        if (word !== '') words.push(word);
        word = '';
        if (bytes - 1 > BYTES_TO_SPACE) break;
      }
    } else {
      if (code >= 0xd800 && code < 0xe000) {
        index += 1;
        code = 0x10000 + (((code & 0x3ff) << 10) | (text.charCodeAt(index) & 0x3ff));
      }
      word += namedBytes(code, names);
      bytes += code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    }
    if (bytes > MOST_BYTES) break;
  }
  if (word !== '') words.push(word);
  return words;
}

/** Runs of four bytes, every three bytes; spaces mark where a word begins and ends. */
function piecesOf(words: ReadonlyArray<string>): Set<string> {
  const pieces = new Set<string>();
  for (const word of words) {
    const length = Math.min(word.length, LONGEST_WORD);
    let at = 0;
    for (; at + 4 < length; at += 3) {
      const piece = word.slice(at, at + 4);
      pieces.add(at === 0 ? ` ${piece}` : piece);
    }
    const last = `${word.slice(length === 3 ? 0 : Math.max(0, length - 4))} `;
    pieces.add(at === 0 ? ` ${last}` : last);
  }
  return pieces;
}

/**
 * The detection of eld (https://github.com/nitotm/efficient-language-detector-js) over its model as arrays: the same answers
 * in a quarter of the time. Gives the ISO 639-1 code of a text, or null where eld would say that it is not reliable.
 */
export function createLanguageDetector(model: LanguageModel): (text: string) => string | null {
  const { codes, usual, pieces: known, starts, languages, weights, separators, byteNames } = model;
  const scores = new Uint32Array(codes.length);

  return function detect(text) {
    const found = piecesOf(wordsOf(text.replace(separators, ' ').trim().toLowerCase(), byteNames));
    if (found.size < FEWEST_PIECES) return null;
    scores.fill(0);
    for (const piece of found) {
      const number = known.get(piece);
      if (number === undefined) continue;
      const end = starts[number + 1] ?? 0;
      for (let at = starts[number] ?? 0; at < end; at += 1) {
        const language = languages[at] ?? 0;
        scores[language] = (scores[language] ?? 0) + (weights[at] ?? 0);
      }
    }
    let best = 0;
    let second = -1;
    for (let language = 1; language < scores.length; language += 1) {
      const score = scores[language] ?? 0;
      if (score > (scores[best] ?? 0)) {
        if ((scores[best] ?? 0) > 0) second = best;
        best = language;
      } else if (score > 0 && (second < 0 || score > (scores[second] ?? 0))) second = language;
    }
    if (scores[best] === 0) return null;
    const each = (scores[best] ?? 0) / found.size;
    const score = each / (each + SCALE);
    if (score < (usual[best] ?? 1) * RELIABLE_SHARE) return null;
    // eld holds the score to the number, not the score, of the second language; the answers shall be the same.
    return Math.abs(score - Math.max(second, 0)) < 0.01 ? null : (codes[best] ?? null);
  };
}
