import { expect, test } from 'vitest';
import { amongOthers } from './comparing.ts';
import type { Likeness } from './comparing.ts';

const like = (id: string, weight: number): Likeness => ({
  id,
  comparing: { weight, probability: 1 / (1 + 2 ** -weight), prior: -20, evidence: [] },
});

test('an only candidate is as probable as the pair alone says', () => {
  const one = like('a', 10);
  expect(amongOthers(one, [one], () => false).probability).toBeCloseTo(one.comparing.probability, 12);
});

test('of two that fit equally well and are not one, neither is above a half; of two that are one, both stay', () => {
  const two = [like('a', 30), like('b', 30)];
  for (const one of two) {
    expect(amongOthers(one, two, () => false)).toMatchObject({ rivals: [expect.anything()] });
    expect(amongOthers(one, two, () => false).probability).toBeLessThanOrEqual(0.5);
    expect(amongOthers(one, two, () => true).probability).toBeCloseTo(1, 8);
  }
});

test('a much less likely one takes next to nothing away, and huge weights stay numbers', () => {
  const [sure, faint] = [like('a', 2000), like('b', 1)];
  expect(amongOthers(sure, [sure, faint], () => false).probability).toBeCloseTo(1, 12);
  expect(amongOthers(faint, [sure, faint], () => false).probability).toBeCloseTo(0, 12);
});
