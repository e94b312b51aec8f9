import { createLanguageDetector } from './language-detector.ts';
import { readLanguageModel } from './language-model.ts';

const SHORTEST = 12;
const LONGEST = 400;

let detector: ReturnType<typeof createLanguageDetector> | undefined;

/** The language of a text as a BCP 47 tag; null where it is too short to tell or the detector is not sure. */
export function languageOf(text: string | null): string | null {
  if (text === null || text.length < SHORTEST) return null;
  // With the first text: most processes that import platforms never read one.
  detector ??= createLanguageDetector(readLanguageModel());
  return detector(text.slice(0, LONGEST));
}
