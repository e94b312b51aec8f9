/**
 * Connected components: who is linked to one whom another is linked to is the same person. It suits a bar so high that hardly
 * any link is wrong, and then finds those too that are one person's but unlike. It is what identity does with links as
 * well, under its protections.
 * @param pairs two indices a pair
 * @param linked whether a pair is a link
 * @returns for each index, the least index of its component
 */
export function components(
  count: number,
  pairs: Uint32Array,
  linked: (pair: number) => boolean,
): Uint32Array {
  const parent = Uint32Array.from({ length: count }, (_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) {
      const above = parent[root] ?? root;
      parent[root] = parent[above] ?? above;
      root = parent[root] ?? above;
    }
    return root;
  };
  for (let pair = 0; pair < pairs.length / 2; pair++) {
    if (!linked(pair)) continue;
    const [a, b] = [rootOf(pairs[2 * pair] ?? 0), rootOf(pairs[2 * pair + 1] ?? 0)];
    parent[Math.max(a, b)] = Math.min(a, b);
  }
  return parent.map((_, index) => rootOf(index));
}
