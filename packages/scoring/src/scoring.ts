import { enqueue } from '@throughline/outbox';
import type { IdentifierAssignment, ResolvedInteraction, Score, Signal } from '@throughline/schemas';
import {
  applyAssignments,
  currentOwners,
  customersHolding,
  eraseAnchors,
  holdAnchors,
} from './anchors-store.ts';
import { anchorsHolding, advanceInteractions, replaceContributions } from './interactions-store.ts';
import { latestReadings, readInteraction } from './reading.ts';
import type { Reading } from './reading.ts';
import { refold } from './refold.ts';
import type { Refolded } from './refold.ts';
import type { RuleSet } from './rules.ts';
import { raise } from './signals-store.ts';
import type { ScoringDatabase, ScoringTransaction } from './tables.ts';
import { raiseSilences } from './silence.ts';
import { DAY_MS } from './time.ts';

/** What came of a batch, for the metrics. */
export interface Outcome {
  /** Scores that changed. */
  readonly scores: number;
  /** Signals that were raised. */
  readonly signals: number;
}

export interface ScoringOptions {
  readonly database: ScoringDatabase;
  /** How the announcements are written (Avro, by the topics' codecs). */
  readonly encode: { readonly score: (score: Score) => Buffer; readonly signal: (signal: Signal) => Buffer };
  /** The rules in force. */
  readonly ruleSet: () => RuleSet;
  /** Epoch milliseconds; the clock by default. */
  readonly now?: () => number;
}

export interface Scoring {
  /** Takes resolved interactions into account, in any order and any number of times. */
  score(batch: ReadonlyArray<ResolvedInteraction>): Promise<Outcome>;
  /** Takes in whose identifiers are; on a merge or cut every customer concerned is folded again. */
  assign(batch: ReadonlyArray<IdentifierAssignment>, erased?: ReadonlyArray<string>): Promise<Outcome>;
  /** Raises `low_engagement` for customers who have fallen silent. */
  noticeSilence(): Promise<Outcome>;
}

const nothing: Outcome = { scores: 0, signals: 0 };

/** Each method's state, announcements included, commits in one transaction. All throw database.* where the store is away. */
export function createScoring({ database, encode, ruleSet, now = Date.now }: ScoringOptions): Scoring {
  const announce = async (trx: ScoringTransaction, { scores, signals }: Refolded): Promise<Outcome> => {
    const raised = await raise(trx, signals);
    const entries = [
      ...scores.map((score) => ({ topic: 'scores', key: score.customerId, value: encode.score(score) })),
      ...raised.map((signal) => ({ topic: 'signals', key: signal.customerId, value: encode.signal(signal) })),
    ];
    await enqueue(trx, entries);
    return { scores: scores.length, signals: raised.length };
  };

  /** Signals of single events, about whoever has the anchor now. */
  const eventSignals = async (
    trx: ScoringTransaction,
    readings: ReadonlyArray<Reading>,
  ): Promise<Signal[]> => {
    const horizon = now() - ruleSet().signalHorizonDays * DAY_MS;
    const found = readings
      .flatMap(({ signals }) => signals)
      .filter(({ occurredAt }) => occurredAt >= horizon);
    if (found.length === 0) return [];
    const owners = await currentOwners(trx, [...new Set(found.map(({ anchor }) => anchor))]);
    return found.flatMap(({ anchor, ...signal }) => {
      const customerId = owners.get(anchor);
      return customerId === undefined ? [] : [{ ...signal, customerId }];
    });
  };

  const takeIn = async (trx: ScoringTransaction, readings: ReadonlyArray<Reading>): Promise<Outcome> => {
    const advanced = await advanceInteractions(trx, readings);
    const won = readings.filter(({ interactionId }) => advanced.has(interactionId));
    if (won.length === 0) return nothing;
    const replaced = [...advanced].filter(([, { known }]) => known).map(([interactionId]) => interactionId);
    const held = await anchorsHolding(trx, replaced);
    const claims = new Map<string, string>();
    for (const { anchor, customerId, contributions, signals } of won) {
      if (anchor === undefined || customerId === undefined || contributions.length + signals.length === 0)
        continue;
      claims.set(anchor, customerId);
    }
    await holdAnchors(trx, claims, held);
    const contributions = won.flatMap((reading) => reading.contributions);
    await replaceContributions(trx, replaced, contributions);
    const touched = [...new Set([...held, ...contributions.map(({ anchor }) => anchor)])];
    const customers = touched.length === 0 ? [] : await customersHolding(trx, touched);
    const folded = await refold(trx, customers, ruleSet(), now());
    return announce(trx, { ...folded, signals: [...(await eventSignals(trx, won)), ...folded.signals] });
  };

  return {
    score: async (batch) => {
      const rules = ruleSet();
      const latest = latestReadings(batch.map((resolved) => readInteraction(resolved, rules)));
      if (latest.size === 0) return nothing;
      const readings = [...latest.values()].sort((a, b) => (a.interactionId < b.interactionId ? -1 : 1));
      return database.transaction((trx) => takeIn(trx, readings));
    },
    assign: async (batch, erased = []) => {
      if (batch.length + erased.length === 0) return nothing;
      return database.transaction(async (trx) => {
        const lost = erased.length > 0 ? await eraseAnchors(trx, erased) : [];
        const moved = batch.length > 0 ? await applyAssignments(trx, batch) : [];
        return announce(trx, await refold(trx, [...new Set([...lost, ...moved])], ruleSet(), now()));
      });
    },
    noticeSilence: () => raiseSilences({ database, ruleSet: ruleSet(), now: now(), announce }),
  };
}
