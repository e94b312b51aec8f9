import type { Holding, Move } from '@throughline/identity';

/** Time as identity has it: from inclusive, to exclusive, epoch milliseconds; null for open ends. */
type Span = Pick<Holding, 'validFrom' | 'validTo'>;

const from = ({ validFrom }: Span): number => validFrom ?? Number.NEGATIVE_INFINITY;
const to = ({ validTo }: Span): number => validTo ?? Number.POSITIVE_INFINITY;
const bound = (time: number): number | null => (Number.isFinite(time) ? time : null);

/** What is left of a holding once a part of its time is another's. */
function without(holding: Holding, gone: Span): Holding[] {
  const overlaps = from(gone) < to(holding) && from(holding) < to(gone);
  if (!overlaps) return [holding];
  const parts = [
    [from(holding), from(gone)],
    [to(gone), to(holding)],
  ] as const;
  return parts.flatMap(([start, end]) =>
    start < end ? [{ anchor: holding.anchor, validFrom: bound(start), validTo: bound(end) }] : [],
  );
}

/** What somebody holds after these moves. @param held what they hold now */
export function holdingsAfter(
  customerId: string,
  held: ReadonlyArray<Holding>,
  moves: ReadonlyArray<Move>,
): Holding[] {
  const leaving = Map.groupBy(
    moves.filter((move) => move.from === customerId),
    (move) => move.anchor,
  );
  const stays = held.flatMap((holding) =>
    (leaving.get(holding.anchor) ?? []).reduce<Holding[]>(
      (parts, gone) => parts.flatMap((part) => without(part, gone)),
      [holding],
    ),
  );
  const comes = moves.filter((move) => move.to === customerId).map(holdingOf);
  return [...stays, ...comes];
}

export const holdingOf = ({ anchor, validFrom, validTo }: Move): Holding => ({ anchor, validFrom, validTo });
