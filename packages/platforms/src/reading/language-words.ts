import { byteCodes, separators } from './language-ngrams.ts';

/** Is handed each word: its bytes as {@link byteCodes}, from `start` to `end`. */
export type WordReader = (bytes: Uint8Array, start: number, end: number) => void;

/** Bytes after which no further word is begun, and those after which none is finished. */
const LAST_WORD_AT = 350;
const CUT_AT = 380;

const SEPARATOR = 0;
const LETTER = 1;
const APOSTROPHE = 2;

const CODE_UNITS = 65_536;
const SURROGATES = 0xd800;
const AFTER_SURROGATES = 0xe000;

/** What each UTF-16 code unit is. Half a surrogate pair separates, as do all letters beyond the first plane. */
const kinds = ((): Uint8Array => {
  const table = new Uint8Array(CODE_UNITS);
  const all = Array.from({ length: CODE_UNITS }, (_, code) =>
    code >= SURROGATES && code < AFTER_SURROGATES ? ' ' : String.fromCharCode(code),
  ).join('');
  const letters = all.replaceAll(separators, (run) => '\0'.repeat(run.length));
  for (let code = 1; code < CODE_UNITS; code += 1) if (letters.charCodeAt(code) !== 0) table[code] = LETTER;
  for (const apostrophe of "'`\u2019") table[apostrophe.charCodeAt(0)] = APOSTROPHE;
  return table;
})();

const lowerCase = Uint16Array.from({ length: CODE_UNITS }, (_, code) =>
  kinds[code] === LETTER ? String.fromCharCode(code).toLowerCase().charCodeAt(0) : code,
);

/** Capitals that lower case makes two characters of, or that depend on what stands around them. */
const DOTTED_CAPITAL_I = 0x130;
const DOT_ABOVE = 0x307;
const CAPITAL_SIGMA = 0x3a3;
const FINAL_SIGMA = 0x3c2;

const bytes = new Uint8Array(CUT_AT + 8);

/**
 * The words of a text in lower case, as far as eld reads it. Letters make words, and apostrophes that a letter follows at once, or that end the text.
 */
export function readWords(text: string, read: WordReader): void {
  /** Bytes written, and with the spaces between words. */
  let end = 0;
  let length = 0;
  let start = 0;

  const put = (code: number): void => {
    if (code < 0x80) {
      bytes[end++] = code;
      length += 1;
    } else if (code < 0x800) {
      bytes[end++] = byteCodes[0xc0 | (code >> 6)] ?? 0;
      bytes[end++] = byteCodes[0x80 | (code & 0x3f)] ?? 0;
      length += 2;
    } else {
      bytes[end++] = byteCodes[0xe0 | (code >> 12)] ?? 0;
      bytes[end++] = byteCodes[0x80 | ((code >> 6) & 0x3f)] ?? 0;
      bytes[end++] = byteCodes[0x80 | (code & 0x3f)] ?? 0;
      length += 3;
    }
  };

  let gap = false;
  let at = 0;
  while (at < text.length && length <= CUT_AT) {
    const code = text.charCodeAt(at);
    const kind = kinds[code];
    if (kind === SEPARATOR || (kind === APOSTROPHE && !keepsApostrophe(text, at))) {
      gap = true;
      at += 1;
      continue;
    }
    if (gap && end > 0) {
      read(bytes, start, end);
      start = end;
      if (length > LAST_WORD_AT) return;
      length += 1;
      if (length > CUT_AT) return;
    }
    gap = false;
    if (code === DOTTED_CAPITAL_I) {
      put(0x69);
      put(DOT_ABOVE);
    } else if (code === CAPITAL_SIGMA && at > 0 && isLetter(text, at - 1) && !isLetter(text, at + 1)) {
      put(FINAL_SIGMA);
    } else put(lowerCase[code] ?? code);
    at += 1;
  }
  if (end > start) read(bytes, start, end);
}

const isLetter = (text: string, at: number): boolean => kinds[text.charCodeAt(at)] === LETTER;

/** Whether no other separator comes before the next letter, or the text's end. */
function keepsApostrophe(text: string, at: number): boolean {
  for (let next = at + 1; next < text.length; next += 1) {
    const kind = kinds[text.charCodeAt(next)];
    if (kind !== APOSTROPHE) return kind === LETTER;
  }
  return true;
}
