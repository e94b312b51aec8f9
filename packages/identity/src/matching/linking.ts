import { CodedError } from '@throughline/errors';
import type { Comparing } from '@throughline/matching';
import { sql } from 'kysely';
import type { Executor } from '../store/reading.ts';
import type { Stewardship } from '../stewardship/stewardship.ts';

/** What came of it; `open` where it could not be tried, as a value was blocked or erased meanwhile. */
interface Linked {
  readonly state: 'linked' | 'refused' | 'open';
  /** False where they were one already. */
  readonly isNew: boolean;
}

/**
 * Links two customers by an identifier of each, as a command that anybody can see and undo. The same identifiers under the same
 * model are the same command, so nothing is done twice; its id holds no more than a salted digest of them.
 */
export async function linkByMatch(
  database: Executor,
  stewardship: Pick<Stewardship, 'execute'>,
  [low, high]: readonly [string, string],
  { probability, weight }: Pick<Comparing, 'probability' | 'weight'>,
  model: number,
): Promise<Linked> {
  const { rows } = await sql<{ digest: string; isOne: boolean | null }>`
    select encode(sha256(s.salt || convert_to(${`${low}\u0001${high}`}, 'UTF8')), 'hex') as digest,
      (select a.customer_id = b.customer_id from identity.identifiers a, identity.identifiers b
       where a.identifier = ${low} and b.identifier = ${high}) as "isOne"
    from identity.salt s`.execute(database);
  const [row] = rows;
  if (!row || row.isOne === null) return { state: 'open', isNew: false };
  if (row.isOne) return { state: 'linked', isNew: false };
  try {
    const { refused } = await stewardship.execute(
      { kind: 'link', pairs: [[low, high]], by: 'match', model: String(model) },
      {
        commandId: `match:${model}:${row.digest.slice(0, 32)}`,
        by: 'match',
        reason: `Probability ${probability.toFixed(4)} (${weight.toFixed(1)} bits), model ${model}`,
      },
    );
    return refused.length > 0 ? { state: 'refused', isNew: false } : { state: 'linked', isNew: true };
  } catch (error) {
    if (!(error instanceof CodedError) || error.retryable) throw error;
    return { state: 'open', isNew: false };
  }
}
