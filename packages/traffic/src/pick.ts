/** One of the list, by a random number from 0 (inclusive) to 1 (exclusive). */
export const pick = <T>(random: () => number, list: readonly [T, ...T[]]): T =>
  list[Math.floor(random() * list.length)] ?? list[0];
