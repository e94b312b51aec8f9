import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { components, defaultThresholds, linkRecords, train } from '@throughline/matching';
import { columnsOf, fieldSets, recordsOf } from './febrl.ts';
import type { FebrlSet, FieldSet } from './febrl.ts';
import { febrlGoals } from './goals.ts';
import type { Python } from './python.ts';
import { bestPairQuality, groupQuality, medianOf, pairQuality } from './quality.ts';
import type { Quality, ScoredPairs } from './quality.ts';

/** One set and field set, ours and Splink's. Medians over the seeds. */
export interface LinkageRow {
  readonly set: string;
  readonly fields: string;
  /** F1 over pairs in per cent that was to be reached, if any. */
  readonly goal: number | undefined;
  readonly ours: OurResult;
  readonly splink: SplinkResult | undefined;
}

interface OurResult {
  /** People found, at the threshold fixed beforehand. */
  readonly people: Quality;
  readonly pairs: Quality;
  readonly trainingSeconds: number;
  readonly linkingSeconds: number;
  readonly records: number;
  readonly compared: number;
}

interface SplinkResult {
  readonly bestPairs: Quality;
  /** Pairs at p ≥ 0.95. */
  readonly pairs: Quality;
  /** The best that its clusters reach at any of a row of thresholds. */
  readonly bestPeople: Quality;
  readonly people: Quality;
  readonly trainingSeconds: number;
  readonly linkingSeconds: number;
}

function linkOurs(set: FebrlSet, fields: FieldSet, seed: number): OurResult {
  const records = recordsOf(set, fields);
  const options = set.groups ? { groups: set.groups } : {};
  const begun = performance.now();
  const model = train(records, { seed, ...options });
  const trained = performance.now();
  const linkage = linkRecords(records, model, options);
  const finished = performance.now();
  return {
    people: groupQuality(linkage.clusterOf, set.truth),
    pairs: pairQuality(linkage, defaultThresholds.linkAt, set.truth),
    trainingSeconds: (trained - begun) / 1000,
    linkingSeconds: (finished - trained) / 1000,
    records: records.length,
    compared: linkage.probabilities.length,
  };
}

/** Each record's best link alone, where each of two sources holds nobody twice: Splink's `cluster_using_single_best_links`. */
function mutualBest({ pairs, probabilities }: ScoredPairs): (pair: number) => boolean {
  const best = new Map<number, number>();
  probabilities.forEach((probability, pair) => {
    for (const record of [pairs[2 * pair] ?? 0, pairs[2 * pair + 1] ?? 0]) {
      const held = best.get(record);
      if (held === undefined || probability > (probabilities[held] ?? 0)) best.set(record, pair);
    }
  });
  return (pair) => best.get(pairs[2 * pair] ?? 0) === pair && best.get(pairs[2 * pair + 1] ?? 0) === pair;
}

const thresholds = [0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999];

async function linkWithSplink(
  python: Python,
  set: FebrlSet,
  fields: FieldSet,
  seed: number,
): Promise<SplinkResult> {
  const file = join(python.folder, 'splink.json');
  await python.script('splink_link.py', set.file, file, columnsOf(fields).join(','), String(seed));
  const result = JSON.parse(await readFile(file, 'utf8')) as {
    pairs: [string, string, number][];
    trainingSeconds: number;
    scoringSeconds: number;
  };
  const scored: ScoredPairs = {
    pairs: Uint32Array.from(
      result.pairs.flatMap(([one, other]) => [set.indexOf.get(one) ?? 0, set.indexOf.get(other) ?? 0]),
    ),
    probabilities: Float64Array.from(result.pairs, ([, , probability]) => probability),
  };
  const mayLink = set.groups ? mutualBest(scored) : () => true;
  const peopleAt = (at: number) =>
    groupQuality(
      components(
        set.rows.length,
        scored.pairs,
        (pair) => (scored.probabilities[pair] ?? 0) >= at && mayLink(pair),
      ),
      set.truth,
    );
  return {
    bestPairs: bestPairQuality(scored, set.truth),
    pairs: pairQuality(scored, 0.95, set.truth),
    bestPeople: thresholds.map(peopleAt).reduce((best, each) => (each.f1 > best.f1 ? each : best)),
    people: peopleAt(0.95),
    trainingSeconds: result.trainingSeconds,
    linkingSeconds: result.scoringSeconds,
  };
}

/** Links a set under one field set with every seed. */
export async function compareOn(
  python: Python,
  set: FebrlSet,
  fields: FieldSet,
  seeds: ReadonlyArray<number>,
  withSplink: boolean,
): Promise<LinkageRow> {
  const ours = seeds.map((seed) => linkOurs(set, fields, seed));
  const splink: SplinkResult[] = [];
  for (const seed of withSplink ? seeds : []) splink.push(await linkWithSplink(python, set, fields, seed));
  return {
    set: `FEBRL ${set.number}`,
    fields: fieldSets[fields],
    goal: febrlGoals[fields]?.[set.number],
    ours: medianOf(ours, ({ people }) => people.f1),
    splink: splink.length > 0 ? medianOf(splink, ({ bestPairs }) => bestPairs.f1) : undefined,
  };
}
