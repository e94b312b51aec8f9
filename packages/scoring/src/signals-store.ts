import type { Signal } from '@throughline/schemas';
import { sql } from 'kysely';
import { signalIdOf } from './reading.ts';
import type { ScoringTransaction } from './tables.ts';
import type { Crossing } from './thresholds.ts';

/**
 * Keeps signals, each once for ever.
 * @returns those that had not been raised before, which are to be announced
 */
export async function raise(trx: ScoringTransaction, signals: ReadonlyArray<Signal>): Promise<Signal[]> {
  if (signals.length === 0) return [];
  const byId = new Map(signals.map((signal) => [signal.signalId, signal]));
  const rows = [...byId.values()].sort((a, b) => (a.signalId < b.signalId ? -1 : 1));
  const raised = await sql<{ signal_id: string }>`
    insert into scoring.signals (signal_id, customer_id, signal, rule, "window", interaction_id, "values", occurred_at)
    select "signalId", "customerId", signal, rule, "window", "interactionId", "values", "occurredAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n ("signalId" uuid, "customerId" text, signal text, rule text,
      "window" text, "interactionId" text, "values" jsonb, "occurredAt" bigint)
    on conflict do nothing returning signal_id`.execute(trx);
  return raised.rows.flatMap(({ signal_id }) => byId.get(signal_id) ?? []);
}

/** What a customer's contributions crossed, and the anchors that hold those contributions. */
export interface CustomerCrossings {
  readonly customerId: string;
  readonly anchors: ReadonlyArray<string>;
  readonly crossings: ReadonlyArray<Crossing>;
}

const windowKey = (anchor: string, rule: string, window: string) => `${anchor}\n${rule}\n${window}`;

function signalOf(customerId: string, crossing: Crossing): Signal {
  const { signal, window, interactionId, occurredAt, value, threshold } = crossing;
  return {
    signalId: signalIdOf(signal, customerId, window),
    customerId,
    signal,
    rule: signal,
    window,
    interactionId,
    values: { value: value.toFixed(2), threshold: String(threshold) },
    occurredAt,
  };
}

/**
 * Turns crossings into signals, leaving out every window that one of the customer's anchors has had: under another
 * customer's name before a merge, or together with others before a cut. The customers' scores must be locked.
 */
export async function signalsOfCrossings(
  trx: ScoringTransaction,
  customers: ReadonlyArray<CustomerCrossings>,
): Promise<Signal[]> {
  const crossed = customers.filter(({ crossings }) => crossings.length > 0);
  if (crossed.length === 0) return [];
  const { rows } = await sql<{ anchor: string; rule: string; window: string }>`
    select anchor, rule, "window" from scoring.signal_anchors
    where anchor = any(${crossed.flatMap(({ anchors }) => anchors)}::text[])`.execute(trx);
  const had = new Set(rows.map(({ anchor, rule, window }) => windowKey(anchor, rule, window)));

  const signals: Signal[] = [];
  const covered: Array<{ anchor: string; rule: string; window: string; id: string }> = [];
  for (const { customerId, anchors, crossings } of crossed) {
    for (const crossing of crossings) {
      const { signal: rule, window } = crossing;
      const signal = signalOf(customerId, crossing);
      const missing = anchors.filter((anchor) => !had.has(windowKey(anchor, rule, window)));
      if (missing.length === anchors.length) signals.push(signal);
      covered.push(...missing.map((anchor) => ({ anchor, rule, window, id: signal.signalId })));
    }
  }
  if (covered.length > 0) {
    await sql`
      insert into scoring.signal_anchors (anchor, rule, "window", signal_id)
      select * from jsonb_to_recordset(${JSON.stringify(covered)}::jsonb) as n (anchor text, rule text, "window" text, id uuid)
      order by 1, 2, 3 on conflict do nothing`.execute(trx);
  }
  return signals;
}
