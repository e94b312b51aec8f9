import { linkRecords, train } from '@throughline/matching';
import type { PersonFields } from '@throughline/matching';
import { describe, expect, test } from 'vitest';
import { populate } from './channels/population.ts';
import { sightingsOf } from './channels/sightings.ts';
import { channelStage } from './channels/stage.ts';
import { verdict } from './goals.ts';
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
  'where nobody shares a home none is learnt, and all are found but those who moved and married',
  { timeout: 120_000 },
  () => {
    const told = sightingsOf(populate(1_200, 21, { alone: true }), 22).filter(({ channel }) =>
      ['loyalty', 'policy'].includes(channel),
    );
    const records: PersonFields[] = told.map(({ fields }) => fields);
    const model = train(records, { seed: 1, randomPairs: 60_000 });
    expect(model.householdPrior).toBeLessThan(model.prior / 1000);
    const quality = groupQuality(
      linkRecords(records, model).clusterOf,
      told.map(({ person }) => person),
    );
    expect(quality.precision).toBe(1);
    expect(quality.f1).toBeGreaterThan(0.95);
  },
);

test(
  'over all channels nobody is put together with another, and matching joins many more than identifiers alone',
  { timeout: 240_000 },
  () => {
    const { people, results, linkedPairs, linkedWrong } = channelStage(900, 31, { randomPairs: 50_000 });
    const [alone, , matched] = results;
    expect(linkedPairs).toBeGreaterThan(people / 5);
    expect(linkedWrong).toBe(0);
    expect((alone?.falseMerges ?? people) / people).toBeLessThan(0.008);
    expect(matched?.falseMerges).toBe(0);
    expect(matched?.quality.recall ?? 0).toBeGreaterThan(1.2 * (alone?.quality.recall ?? 1));
  },
);

test('a goal is met to the hundredth of a per cent that is shown', () => {
  expect([0.99796, 0.9979, 1].map((f1) => verdict(f1, 99.8))).toEqual(['met', 'missed', 'met']);
  expect(verdict(1, undefined)).toBe('');
});
