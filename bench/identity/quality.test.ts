import { linkRecords, train } from '@throughline/matching';
import type { PersonFields } from '@throughline/matching';
import { describe, expect, test } from 'vitest';
import { populate } from './channels/population.ts';
import { sightingsOf } from './channels/sightings.ts';
import { channelStage } from './channels/stage.ts';
import { bestPairQuality, groupQuality, pairQuality } from './quality.ts';

describe('quality', () => {
  test('counts pairs', () => {
    expect(groupQuality([0, 0, 0, 1], [0, 0, 1, 1])).toEqual({ precision: 1 / 3, recall: 1 / 2, f1: 0.4 });
    expect(groupQuality([0, 1, 2], [0, 1, 2]).precision).toBe(1);
  });

  test('of pairs counts those that blocking missed against recall', () => {
    const scored = { pairs: Uint32Array.of(0, 1, 0, 2), probabilities: Float64Array.of(0.9, 0.4) };
    expect(pairQuality(scored, 0.5, [0, 0, 1, 1])).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3 });
    expect(bestPairQuality(scored, [0, 0, 1, 1]).f1).toBeCloseTo(2 / 3);
  });
});

test('the generated population depends on its seed alone', () => {
  const draw = (seed: number) => JSON.stringify(sightingsOf(populate(50, seed), seed));
  expect(draw(5)).toBe(draw(5));
  expect(draw(5)).not.toBe(draw(6));
});

test(
  'records of one person with slips are linked without labels, at the threshold fixed beforehand',
  { timeout: 60_000 },
  () => {
    const named = sightingsOf(populate(900, 21), 22).filter(({ fields }) => fields.birthDate !== undefined);
    const records: PersonFields[] = named.map(({ fields }) => fields);
    const { clusterOf } = linkRecords(records, train(records, { seed: 1, randomPairs: 60_000 }));
    const quality = groupQuality(
      clusterOf,
      named.map(({ person }) => person),
    );
    expect(quality.precision).toBeGreaterThan(0.99);
    expect(quality.recall).toBeGreaterThan(0.6);
  },
);

test(
  'over all channels, matching joins more people and puts fewer strangers together than identifiers alone',
  { timeout: 60_000 },
  () => {
    const { results, linkedPairs, linkedWrong } = channelStage(600, 31, 50_000);
    const [alone, , matched] = results;
    expect(linkedWrong / linkedPairs).toBeLessThan(0.005);
    expect(matched?.quality.recall ?? 0).toBeGreaterThan(alone?.quality.recall ?? 1);
    expect(matched?.falseMerges ?? 1).toBeLessThan(alone?.falseMerges ?? 0);
  },
);
