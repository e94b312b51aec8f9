import { eld } from 'eld/extrasmall';

const SHORTEST = 12;
const LONGEST = 400;

/** The language of a text as a BCP 47 tag; null where it is too short to tell or the detector is not sure. */
export function languageOf(text: string | null): string | null {
  if (text === null || text.length < SHORTEST) return null;
  const result = eld.detect(text.slice(0, LONGEST));
  return result.language !== '' && result.isReliable() ? result.language : null;
}
