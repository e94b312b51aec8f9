import type { Identifier } from '@throughline/schemas';
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

const CACHE_LIMIT = 20_000;
const phones = new Map<string, string | null>();

/**
 * A phone number in E.164, or null where it is none. National forms are read in `region` (ISO 3166).
 * Parsing is costly and the same numbers come back, so results are kept in a bounded cache.
 */
export function normalizePhone(text: string, region: string): string | null {
  const key = `${region}${text}`;
  const known = phones.get(key);
  if (known !== undefined) return known;
  const parsed = parsePhoneNumberFromString(text.slice(0, 40), region as CountryCode);
  const value = parsed?.isPossible() ? parsed.number : null;
  if (phones.size >= CACHE_LIMIT) phones.clear();
  phones.set(key, value);
  return value;
}

const ADDRESS = /^[^\s@<>"]{1,64}@[^\s@<>"]{1,255}$/;

/** An e-mail address in lower case, NFC, without white space around it; null where it is none. */
export function normalizeEmail(text: string): string | null {
  const value = text.trim().toLowerCase().normalize('NFC');
  return ADDRESS.test(value) ? value : null;
}

/** `verified` says that the channel itself proves the identifier, rather than somebody claiming it. */
export const identifier = (type: string, value: string, verified: boolean): Identifier => ({
  type,
  value,
  verified,
});

export function phoneIdentifier(
  text: string | undefined | null,
  region: string,
  verified: boolean,
): ReadonlyArray<Identifier> {
  const value = text ? normalizePhone(text, region) : null;
  return value === null ? [] : [identifier('phone', value, verified)];
}

export function emailIdentifier(
  text: string | undefined | null,
  verified: boolean,
): ReadonlyArray<Identifier> {
  const value = text ? normalizeEmail(text) : null;
  return value === null ? [] : [identifier('email', value, verified)];
}
