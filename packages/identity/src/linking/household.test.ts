import { expect, test } from 'vitest';
import { reachesHousehold } from './household.ts';

test('a fixed line reaches a household where the number plan tells it from a mobile', () => {
  expect(reachesHousehold('phone:+4989123456')).toBe(true);
  expect(reachesHousehold('phone:+442079460000')).toBe(true);
  for (const number of ['+491511234567', '+447400123456', '+14155552671', '+000', '+', '12345'])
    expect(reachesHousehold(`phone:${number}`)).toBe(false);
});

test('a mailbox called after a family reaches a household; one with somebody’s name in it is theirs', () => {
  for (const local of [
    'the.smiths',
    'the_smiths77',
    'family.smith',
    'familie-mueller',
    'smith.family',
    'fam.jansen',
  ])
    expect(reachesHousehold(`email:${local}@x.io`)).toBe(true);
  for (const local of ['theo.smith', 'theresas', 'ann.smith', 'the.rapist', 'famke', 'emily', 'fam'])
    expect(reachesHousehold(`email:${local}@x.io`)).toBe(false);
});
