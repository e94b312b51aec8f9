import { compile } from 'html-to-text';
import { stringOf } from './json.ts';

/** Characters of one text that are kept; the whole is in the raw record. */
export const LONGEST_TEXT = 200_000;

const convert = compile({
  wordwrap: false,
  limits: { maxDepth: 60, maxInputLength: 2_000_000 },
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    { selector: 'img', format: 'skip' },
  ],
});

/** The text of an HTML fragment. */
export const htmlToText = (html: string): string => convert(html).trim();

/** A text that a vendor gives as HTML or plain, and does not say which: tags tell. */
export function plainText(value: unknown): string | undefined {
  const text = stringOf(value);
  return text !== undefined && /<\w+[^>]*>/.test(text) ? htmlToText(text) : text;
}

/** A text of the vendor's: NUL out (no store takes it), bounded, null where it is empty or no text. */
export function cleanText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.replaceAll('\0', '').slice(0, LONGEST_TEXT).trim().toWellFormed();
  return text === '' ? null : text;
}
