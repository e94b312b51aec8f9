/**
 * String metrics for short values. Own code: the packages on the registry are unmaintained, or allocate for each call, and
 * here a call is made hundreds of thousands of times a second.
 */

/** Longer strings are cut: a name of more than 64 characters is told by its first 64. */
export const MAXIMUM_LENGTH = 64;

const takenA = new Uint8Array(MAXIMUM_LENGTH);
const takenB = new Uint8Array(MAXIMUM_LENGTH);

/**
 * Jaro's similarity, raised for a common prefix of up to four characters as Winkler does, by a tenth each (W. Winkler, "String
 * Comparator Metrics", 1990). UTF-16 units; symmetric.
 * @returns 0 (nothing in common) to 1 (equal)
 */
export function jaroWinkler(first: string, second: string): number {
  if (first === second) return 1;
  const [a, b] = first.length <= second.length ? [first, second] : [second, first];
  const lengthA = Math.min(a.length, MAXIMUM_LENGTH);
  const lengthB = Math.min(b.length, MAXIMUM_LENGTH);
  if (lengthA === 0) return 0;
  const reach = Math.max(0, (lengthB >> 1) - 1);
  takenA.fill(0, 0, lengthA);
  takenB.fill(0, 0, lengthB);
  let matches = 0;
  for (let i = 0; i < lengthA; i++) {
    const unit = a.charCodeAt(i);
    const end = Math.min(lengthB - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= end; j++) {
      if (takenB[j] === 1 || b.charCodeAt(j) !== unit) continue;
      takenA[i] = 1;
      takenB[j] = 1;
      matches++;
      break;
    }
  }
  if (matches === 0) return 0;
  let outOfOrder = 0;
  let j = 0;
  for (let i = 0; i < lengthA; i++) {
    if (takenA[i] === 0) continue;
    while (takenB[j] === 0) j++;
    if (a.charCodeAt(i) !== b.charCodeAt(j)) outOfOrder++;
    j++;
  }
  const jaro = (matches / lengthA + matches / lengthB + (matches - outOfOrder / 2) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < lengthA && a.charCodeAt(prefix) === b.charCodeAt(prefix)) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

const [rowOne, rowTwo, rowThree] = [
  new Uint8Array(MAXIMUM_LENGTH + 1),
  new Uint8Array(MAXIMUM_LENGTH + 1),
  new Uint8Array(MAXIMUM_LENGTH + 1),
] as const;

/** Which letters a string has, a bit each (by the low five bits of their codes: some share one, so it only ever says too few). */
function lettersOf(text: string): number {
  let letters = 0;
  for (let i = 0; i < text.length; i++) letters |= 1 << (text.charCodeAt(i) & 31);
  return letters;
}

function bitCount(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * Jaro–Winkler similarity where it may reach `least`; else 0. Most strangers' names have too few letters in common, and that
 * is told much faster.
 */
export function jaroWinklerAtLeast(a: string, b: string, least: number): number {
  const [lettersA, lettersB] = [lettersOf(a), lettersOf(b)];
  const common = Math.min(
    a.length - bitCount(lettersA & ~lettersB),
    b.length - bitCount(lettersB & ~lettersA),
  );
  if (common <= 0) return 0;
  const jaro = (common / a.length + common / b.length + 1) / 3;
  const prefix = a.charCodeAt(0) === b.charCodeAt(0) ? 4 : 0;
  if (jaro + prefix * 0.1 * (1 - jaro) < least) return 0;
  const likeness = jaroWinkler(a, b);
  return likeness < least ? 0 : likeness;
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that turn one string into the other (optimal string
 * alignment: no part is edited twice). UTF-16 units; symmetric.
 * @param limit distances above it are of no interest
 * @returns the distance, or `limit + 1` where it is larger
 */
export function editDistance(first: string, second: string, limit = MAXIMUM_LENGTH): number {
  if (first === second) return 0;
  const a = first.length > MAXIMUM_LENGTH ? first.slice(0, MAXIMUM_LENGTH) : first;
  const b = second.length > MAXIMUM_LENGTH ? second.slice(0, MAXIMUM_LENGTH) : second;
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  if (limit < 4) {
    // Each letter that the other lacks costs an edit of its own.
    const [lettersA, lettersB] = [lettersOf(a), lettersOf(b)];
    if (bitCount(lettersA & ~lettersB) > limit || bitCount(lettersB & ~lettersA) > limit) return limit + 1;
  }
  let start = 0;
  let endA = a.length;
  let endB = b.length;
  while (start < endA && start < endB && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA--;
    endB--;
  }
  const lengthB = endB - start;
  let [before, last, now] = [rowOne, rowTwo, rowThree];
  for (let j = 0; j <= lengthB; j++) last[j] = j;
  for (let i = 1; i <= endA - start; i++) {
    const unit = a.charCodeAt(start + i - 1);
    let least = i;
    now[0] = i;
    for (let j = 1; j <= lengthB; j++) {
      const other = b.charCodeAt(start + j - 1);
      let best = (last[j - 1] ?? 0) + (unit === other ? 0 : 1);
      best = Math.min(best, (last[j] ?? 0) + 1, (now[j - 1] ?? 0) + 1);
      const swapped =
        i > 1 && j > 1 && unit === b.charCodeAt(start + j - 2) && other === a.charCodeAt(start + i - 2);
      if (swapped) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      now[j] = best;
      least = Math.min(least, best);
    }
    // A swap reaches back two rows, so one row above the limit proves nothing while the row before it is within.
    if (least > limit + 1) return limit + 1;
    [before, last, now] = [last, now, before];
  }
  return Math.min(last[lengthB] ?? 0, limit + 1);
}

/** One edit apart or none, as `editDistance` counts them, in one pass. UTF-16 units; symmetric. */
export function withinOneEdit(first: string, second: string): boolean {
  const [a, b] = first.length <= second.length ? [first, second] : [second, first];
  const longer = b.length - a.length;
  if (longer > 1) return false;
  let at = 0;
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  const restEqual = (fromA: number, fromB: number): boolean => {
    for (; fromA < a.length; fromA++, fromB++) if (a.charCodeAt(fromA) !== b.charCodeAt(fromB)) return false;
    return true;
  };
  if (longer === 1) return restEqual(at, at + 1);
  return restEqual(at + 1, at + 1) || (areSwapped(a, b, at) && restEqual(at + 2, at + 2));
}

const areSwapped = (a: string, b: string, at: number): boolean =>
  at + 1 < a.length && a.charCodeAt(at) === b.charCodeAt(at + 1) && a.charCodeAt(at + 1) === b.charCodeAt(at);

/** Two neighbours have changed places, and all else is equal. */
export function isTransposition(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false;
  let at = 0;
  while (a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return areSwapped(a, b, at) && a.slice(at + 2) === b.slice(at + 2);
}
