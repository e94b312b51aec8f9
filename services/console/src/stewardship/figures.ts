import type { Archive } from '@throughline/archive';
import type { Audiences } from '@throughline/audience';
import type { Connections } from '@throughline/connections';
import type { Consequence, CustomerAfter, Holding, Identity, Move } from '@throughline/identity';
import type { LedgerConsole } from '@throughline/ledger';
import type { Scores } from '@throughline/scoring';
import type { PreviewDetail, ResultingInFigures } from '../api/orders.ts';
import { resultingOf } from '../present/orders.ts';
import { holdingOf, holdingsAfter } from './spans.ts';

interface FiguresDeps {
  readonly archive: Pick<Archive, 'countOf'>;
  readonly identity: Pick<Identity, 'holdingsOf'>;
  readonly scores: Pick<Scores, 'pointsOf' | 'scoreOf'>;
  readonly audiences: Pick<Audiences, 'membershipsOf'>;
  readonly ledger: Pick<LedgerConsole, 'recordsOf'>;
  readonly connections: Pick<Connections, 'listDestinations'>;
}

/** A shared switchboard may part hundreds; these are shown in figures. */
const SHOWN_CUSTOMERS = 20;

/** What an order would change, in the numbers of every domain. */
export async function figuresOf(
  deps: FiguresDeps,
  consequence: Consequence,
  now: number,
): Promise<PreviewDetail> {
  const { customers, moveCount, refused } = consequence;
  const complete = moveCount <= consequence.moves.length;
  const moves = complete ? consequence.moves : await wholeMoves(deps.identity, consequence);
  const shown = customers.slice(0, SHOWN_CUSTOMERS);
  const destinations = deps.connections.listDestinations();
  const [inFigures, interactions, names] = await Promise.all([
    Promise.all(shown.map((after) => customerInFigures(deps, after, moves, now))),
    deps.archive.countOf(moves.map(holdingOf)),
    destinations.then((all) => new Map(all.map(({ id, name }) => [id, name]))),
  ]);
  const named = inFigures.map(({ records, ...rest }) => ({
    ...rest,
    records: records.map((record) => ({
      ...record,
      destination: names.get(record.destinationId) ?? record.destinationId,
    })),
  }));
  return {
    customers: named,
    customerCount: customers.length,
    moving: { anchors: moveCount, interactions },
    refused: [...refused],
    complete,
  };
}

type Unnamed = Omit<ResultingInFigures, 'records'> & {
  readonly records: ReadonlyArray<{ destinationId: string; remoteId: string | null }>;
};

async function customerInFigures(
  { archive, identity, scores, audiences, ledger }: FiguresDeps,
  after: CustomerAfter,
  moves: ReadonlyArray<Move>,
  now: number,
): Promise<Unnamed> {
  const { customerId, isNew } = after;
  const held = isNew ? [] : await identity.holdingsOf(customerId);
  const holdings = holdingsAfter(customerId, held, moves);
  const givers = moves.filter((move) => move.to === customerId).map((move) => move.from);
  // Records follow whoever takes a customer over; of one that goes on they stay where they are.
  const owners = [...(isNew ? [] : [customerId]), ...givers.filter((id) => after.takesOver.includes(id))];
  const [interactions, interactionsNow, score, current, segments, records] = await Promise.all([
    archive.countOf(holdings),
    archive.countOf(held),
    scores.pointsOf(holdings, now),
    isNew ? undefined : scores.scoreOf(customerId),
    isNew ? null : audiences.membershipsOf(customerId),
    ledger.recordsOf([...new Set(owners)]),
  ]);
  return {
    ...resultingOf(after),
    interactions,
    interactionsNow,
    score,
    scoreNow: current?.valueNow ?? null,
    segments: segments === null ? null : segments.map(({ name }) => name),
    records: records.map(({ connectionId, remoteId }) => ({ destinationId: connectionId, remoteId })),
  };
}

/**
 * Where more anchors move than a consequence names: a customer that ends gives all that it holds to whoever takes it over; of
 * others what is named.
 */
async function wholeMoves(
  identity: Pick<Identity, 'holdingsOf'>,
  { customers, moves }: Consequence,
): Promise<Move[]> {
  const stays = new Set(customers.map(({ customerId }) => customerId));
  const ending = Map.groupBy(
    moves.filter((move) => !stays.has(move.from)),
    (move) => move.from,
  );
  const whole = [...ending].map(async ([from, [first]]): Promise<Move[]> => {
    if (first === undefined) return [];
    const held: Holding[] = await identity.holdingsOf(from);
    return held.map((holding) => ({ ...holding, from, to: first.to }));
  });
  return [...moves.filter((move) => stays.has(move.from)), ...(await Promise.all(whole)).flat()];
}
