import { MAXIMUM_LENGTH } from './metrics.ts';

/** Letters that no decomposition brings to a basic one. */
const folded: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
};

const plain = /^[a-z0-9 ]*$/;

/**
 * Text as it is compared: lower case, without diacritics; apostrophes vanish (`O'Neil` is `oneil`), other punctuation is a
 * space; at most 64 characters. Never throws, whatever the string.
 */
export function foldText(text: string): string {
  const lower = text.slice(0, 4 * MAXIMUM_LENGTH).toLowerCase();
  const basic = plain.test(lower)
    ? lower
    : lower
        .normalize('NFKD')
        .toLowerCase()
        .replaceAll(/[\u0300-\u036f'’`´ʼ]/g, '')
        .replaceAll(/[ßæœøđðłþı]/g, (letter) => folded[letter] ?? letter)
        .replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
  return basic.replaceAll(/ {2,}/g, ' ').trim().slice(0, MAXIMUM_LENGTH).trim();
}

/** The digits alone (ASCII), at most 64. */
export const digitsOf = (text: string): string =>
  text
    .slice(0, 4 * MAXIMUM_LENGTH)
    .replaceAll(/[^0-9]/g, '')
    .slice(0, MAXIMUM_LENGTH);

const isDay = (month: number, day: number) => month >= 1 && month <= 12 && day >= 1 && day <= 31;

/**
 * A birth date as `YYYYMMDD`. Reads ISO 8601 (`1980-02-03`, with a time or not), eight digits, and `3.2.1980`, `3/2/1980`,
 * day first unless that is no date. Eight digits that are no date (a typing error within) stay as they are: they can still
 * be one digit from the right ones. Anything else is '' and counts as missing.
 */
export function foldDate(text: string): string {
  const trimmed = text.trim().slice(0, 32);
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\D|$)/.exec(trimmed);
  if (iso) return `${iso[1]}${iso[2]?.padStart(2, '0')}${iso[3]?.padStart(2, '0')}`;
  if (/^\d{8}$/.test(trimmed)) return /^0+$/.test(trimmed) ? '' : trimmed;
  const local = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/.exec(trimmed);
  if (!local) return '';
  const [one, two] = [Number(local[1]), Number(local[2])];
  const [month, day] = isDay(two, one) ? [two, one] : [one, two];
  return `${local[3]}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
}
