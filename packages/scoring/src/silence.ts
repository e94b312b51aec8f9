import { sql } from 'kysely';
import { fold } from './fold.ts';
import { anchorsOf } from './refold.ts';
import type { Refolded } from './refold.ts';
import type { RuleSet } from './rules.ts';
import { contributionsOf, lockScores } from './scores-store.ts';
import type { ScoreRow } from './scores-store.ts';
import { signalsOfCrossings } from './signals-store.ts';
import type { CustomerCrossings } from './signals-store.ts';
import type { ScoringDatabase, ScoringTransaction } from './tables.ts';
import { DAY_MS, utcDay } from './time.ts';

const PAGE = 500;

export interface SilenceOptions {
  readonly database: ScoringDatabase;
  readonly ruleSet: RuleSet;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Resolves to how many of the signals are new. */
  readonly announce: (trx: ScoringTransaction, refolded: Refolded) => Promise<{ readonly signals: number }>;
}

/** Customers who were engaged and whose silence began to count within the signal horizon, by id. */
async function silentCustomers({ database, ruleSet, now }: SilenceOptions, after: string): Promise<string[]> {
  const until = now - ruleSet.quietDays * DAY_MS;
  const { rows } = await sql<{ customer_id: string }>`
    select s.customer_id from scoring.scores s
    where s.last_contribution_at <= ${until}::bigint and s.last_contribution_at > ${until - ruleSet.signalHorizonDays * DAY_MS}::bigint
      and s.value >= ${ruleSet.lowEngagementScore}::float8 and s.customer_id > ${after}
      and not exists (select from scoring.signals g where g.customer_id = s.customer_id and g.rule = 'low_engagement'
        and g."window" = to_char(to_timestamp(s.last_contribution_at / 1000.0) at time zone 'UTC', 'YYYY-MM-DD'))
    order by s.customer_id limit ${PAGE}`.execute(database.kysely);
  return rows.map(({ customer_id }) => customer_id);
}

function silenceOf(row: ScoreRow, ruleSet: RuleSet, now: number): CustomerCrossings['crossings'] {
  const last = row.last_contribution_at;
  if (last === null || last > now - ruleSet.quietDays * DAY_MS || row.value < ruleSet.lowEngagementScore)
    return [];
  const { quietDays, lowEngagementScore: threshold } = ruleSet;
  const occurredAt = last + Math.round(quietDays * DAY_MS);
  // No interaction causes a silence: the last one before it is told as the cause.
  return [
    {
      signal: 'low_engagement',
      window: utcDay(last),
      interactionId: '',
      occurredAt,
      value: row.value,
      threshold,
    },
  ];
}

/**
 * Raises `low_engagement`, once for each silence, for everybody whose last contribution is longer ago than the quiet time.
 * Several processes may do so at once.
 * @returns how many were raised
 */
export async function raiseSilences(options: SilenceOptions): Promise<number> {
  const { database, ruleSet, now, announce } = options;
  let signals = 0;
  let page = await silentCustomers(options, '');
  for (;;) {
    const customers = page;
    const last = customers.at(-1);
    if (last === undefined) return signals;
    const outcome = await database.transaction(async (trx) => {
      const rows = await lockScores(trx, customers);
      const contributions = await contributionsOf(trx, customers);
      const silences = rows.map((row): CustomerCrossings => {
        const folded = fold(contributions.get(row.customer_id) ?? [], ruleSet);
        const cause = folded.counted.at(-1)?.interactionId ?? '';
        const crossings = silenceOf(row, ruleSet, now).map((crossing) => ({
          ...crossing,
          interactionId: cause,
        }));
        return { customerId: row.customer_id, anchors: anchorsOf(folded), crossings };
      });
      return announce(trx, { scores: [], signals: await signalsOfCrossings(trx, silences) });
    });
    signals += outcome.signals;
    page = await silentCustomers(options, last);
  }
}
