import type { eld } from 'eld/extrasmall';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const SHORTEST = 12;
const LONGEST = 400;

const require = createRequire(import.meta.url);
let detector: typeof eld | undefined;

/**
 * Loaded with the first text: it takes half a second and some 80 MB, which most of those who import platforms never need. By
 * its path, as it names itself to `import` only, and that would make every reading wait.
 */
function loadedDetector(): typeof eld {
  if (detector === undefined) {
    const module = require(fileURLToPath(import.meta.resolve('eld/extrasmall'))) as { eld: typeof eld };
    detector = module.eld;
  }
  return detector;
}

/** The language of a text as a BCP 47 tag; null where it is too short to tell or the detector is not sure. */
export function languageOf(text: string | null): string | null {
  if (text === null || text.length < SHORTEST) return null;
  const result = loadedDetector().detect(text.slice(0, LONGEST));
  return result.language !== '' && result.isReliable() ? result.language : null;
}
