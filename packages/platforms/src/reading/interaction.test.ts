import { expect, test } from 'vitest';
import { NOW, platformOf, rawOf } from '../testing.ts';
import { slack } from '../slack/index.ts';
import { attachment, interaction } from './interaction.ts';

const platform = platformOf(slack);
const raw = rawOf(platform, { method: 'POST', url: 'https://e/', headers: {}, body: new Uint8Array() });

test.each([2 ** 53, 1e300, Infinity, NaN, 1.5])(
  'a revision that is no whole number a long holds is none: %s',
  (value) => {
    const told = { account: 'a', objectId: 'o', channel: 'c', kind: 'other', event: 'e', direction: 'none' };
    const read = interaction(platform.manifest, raw, {
      ...told,
      direction: 'none',
      revision: value,
      amount: value === 1.5 ? NaN : Infinity,
      durationSeconds: NaN,
    });
    expect(read).toMatchObject({ revision: 0, amount: null, durationSeconds: null });
    expect(read.receivedAt).toBe(NOW.getTime());
  },
);

test('the size of an attachment is a whole number of bytes or unknown', () => {
  expect([12, '12', 2 ** 60, 'x', null, undefined].map((size) => attachment({ size }).size)).toEqual([
    12,
    12,
    null,
    null,
    null,
    null,
  ]);
});
