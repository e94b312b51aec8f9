import { avgScoreOf, loadNgrams, type Ngrams } from './language-ngrams.ts';
import { readWords, type WordReader } from './language-words.ts';

/**
 * The language of a text by the n-grams of eld (github.com/nitotm/efficient-language-detector-js) and in eld's way, at a fifth of its
 * time and a twentieth of its memory: n-grams are numbers in a flat table here, not properties of an object.
 */

const SHORTEST = 12;
const LONGEST = 400;
/** What is left of a word after this is one n-gram, which no language has. */
const LONGEST_WORD = 70;
/** Below so many different n-grams nothing is told. */
const FEWEST = 3;
/** eld's measure of a score per n-gram, and how much of a language's usual measure is enough. */
const SCALE = 25;
const ENOUGH = 0.75;

/** Marks of an n-gram that begins or ends a word. */
const BEGIN = 1;
const END = 2;

/** The n-grams of a text, each once. More than any text of the longest length has. */
const SEEN_SLOTS = 1_024;

interface Detector {
  detect(text: string): string | null;
}

function createDetector(ngrams: Ngrams): Detector {
  const { languages, scoresOf, find } = ngrams;
  const usual = languages.map(avgScoreOf);
  const totals = new Int32Array(languages.length);
  const seenGrams = new Int32Array(SEEN_SLOTS);
  /** Of which text it is, and its marks: what earlier texts left behind need not be cleared. */
  const seenMarks = new Int32Array(SEEN_SLOTS);
  let turn = 0;
  let count = 0;

  function add(gram: number, marks: number): void {
    const mark = (turn << 2) | marks;
    let slot = (Math.imul(gram, 0x9e3779b1) ^ Math.imul(marks, 0x85ebca6b)) >>> 22;
    while (seenMarks[slot] !== mark || seenGrams[slot] !== gram) {
      if ((seenMarks[slot] ?? 0) >> 2 !== turn) {
        seenMarks[slot] = mark;
        seenGrams[slot] = gram;
        count += 1;
        let place = find(gram, marks);
        for (let left = scoresOf[place++] ?? 0; left > 0; left -= 1) {
          const language = scoresOf[place++] ?? 0;
          totals[language] = (totals[language] ?? 0) + (scoresOf[place++] ?? 0);
        }
        return;
      }
      slot = (slot + 1) & (SEEN_SLOTS - 1);
    }
  }

  const gramAt = (bytes: Uint8Array, at: number): number =>
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24);

  /** Four bytes, every third byte, and the last four; all of a word that is shorter. */
  const addWord: WordReader = (bytes, start, end) => {
    const length = Math.min(end - start, LONGEST_WORD);
    let at = 0;
    for (; at + 4 < length; at += 3) add(gramAt(bytes, start + at), at === 0 ? BEGIN : 0);
    const marks = at === 0 ? BEGIN | END : END;
    if (end - start > LONGEST_WORD) count += 1;
    else if (length >= 4) add(gramAt(bytes, end - 4), marks);
    else add(gramAt(bytes, start) & (0xffffff >>> (8 * (3 - length))), marks);
  };

  return {
    detect(text) {
      turn += 1;
      if (turn >= 2 ** 28) {
        seenMarks.fill(0);
        turn = 1;
      }
      count = 0;
      totals.fill(0);
      readWords(text, addWord);
      let best = 0;
      for (let language = 1; language < totals.length; language += 1) {
        if ((totals[language] ?? 0) > (totals[best] ?? 0)) best = language;
      }
      const perGram = (totals[best] ?? 0) / count;
      if (count < FEWEST || perGram / (perGram + SCALE) < (usual[best] ?? 1) * ENOUGH) return null;
      return languages[best] ?? null;
    },
  };
}

let detector: Detector | undefined;

/** The language of a text as a BCP 47 tag; null where it is too short to tell or the detector is not sure. */
export function languageOf(text: string | null): string | null {
  if (text === null || text.length < SHORTEST) return null;
  detector ??= createDetector(loadNgrams());
  return detector.detect(text.length > LONGEST ? text.slice(0, LONGEST) : text);
}
