import { enqueue } from '@throughline/outbox';
import type { IdentifierAssignment, ResolvedInteraction, Score, Signal } from '@throughline/schemas';
import { customersHolding, holdAnchors, ownersAt } from './anchors-store.ts';
import { applyAssignments, eraseAnchors } from './assignments-store.ts';
import { erasedAmong, eraseCustomers, holdErasures } from './erasure.ts';
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
  /** Forgets customers who were erased: their score, their signals, and whatever comes of them late. */
  erase(customers: ReadonlyArray<string>): Promise<Outcome>;
  /** Raises `low_engagement` for customers who have fallen silent. */
  noticeSilence(): Promise<Outcome>;
}

const nothing: Outcome = { scores: 0, signals: 0 };
/** Of somebody who was erased. */
const saysNothing = { contributions: [], signals: [] };

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

  /** Signals of single events, about whoever has the anchor at the time of the event. */
  const eventSignals = async (
    trx: ScoringTransaction,
    readings: ReadonlyArray<Reading>,
  ): Promise<Signal[]> => {
    const horizon = now() - ruleSet().signalHorizonDays * DAY_MS;
    const found = readings
      .flatMap(({ signals }) => signals)
      .filter(({ occurredAt }) => occurredAt >= horizon);
    if (found.length === 0) return [];
    const ownerAt = await ownersAt(trx, found);
    return found.flatMap(({ anchor, ...signal }) => {
      const customerId = ownerAt(anchor, signal.occurredAt);
      return customerId === undefined ? [] : [{ ...signal, customerId }];
    });
  };

  const takeIn = async (trx: ScoringTransaction, readings: ReadonlyArray<Reading>): Promise<Outcome> => {
    await holdErasures(trx);
    const erased = await erasedAmong(
      trx,
      readings.flatMap(({ customerId }) => customerId ?? []),
    );
    const advanced = await advanceInteractions(trx, readings);
    const won = readings
      .filter(({ interactionId }) => advanced.has(interactionId))
      .map((reading) => (erased.has(reading.customerId ?? '') ? { ...reading, ...saysNothing } : reading));
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
        await holdErasures(trx);
        const lost = erased.length > 0 ? await eraseAnchors(trx, erased) : [];
        const moved = batch.length > 0 ? await applyAssignments(trx, batch) : [];
        const concerned = [...new Set([...lost, ...moved])];
        const gone = await erasedAmong(trx, concerned);
        const left = concerned.filter((customer) => !gone.has(customer));
        return announce(trx, await refold(trx, left, ruleSet(), now()));
      });
    },
    erase: async (customers) => {
      if (customers.length === 0) return nothing;
      return database.transaction(async (trx) => {
        const withdrawn = await eraseCustomers(trx, customers);
        await enqueue(
          trx,
          withdrawn.map((key) => ({ topic: 'scores', key, value: null })),
        );
        return { scores: withdrawn.length, signals: 0 };
      });
    },
    noticeSilence: async () => ({
      scores: 0,
      signals: await raiseSilences({ database, ruleSet: ruleSet(), now: now(), announce }),
    }),
  };
}
