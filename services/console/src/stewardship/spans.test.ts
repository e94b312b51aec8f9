import type { Move } from '@throughline/identity';
import { expect, test } from 'vitest';
import { holdingsAfter } from './spans.ts';

const open = { validFrom: null, validTo: null };
const phone = 'phone:+14155550132';
const move = (more: Partial<Move>): Move => ({ anchor: phone, ...open, from: 'one', to: 'other', ...more });

test('what moves away is no longer held, and what comes is', () => {
  const held = [
    { anchor: phone, ...open },
    { anchor: 'email:a@x.io', ...open },
  ];
  const moves = [move({}), move({ anchor: 'cookie:k', from: 'third', to: 'one' })];
  expect(holdingsAfter('one', held, moves)).toEqual([
    { anchor: 'email:a@x.io', ...open },
    { anchor: 'cookie:k', ...open },
  ]);
  expect(holdingsAfter('other', [], moves)).toEqual([{ anchor: phone, ...open }]);
});

test('of a recycled number the former holder keeps what came before', () => {
  const held = [{ anchor: phone, validFrom: 10, validTo: null }];
  expect(holdingsAfter('one', held, [move({ validFrom: 50 })])).toEqual([
    { anchor: phone, validFrom: 10, validTo: 50 },
  ]);
  expect(holdingsAfter('one', held, [move({ validFrom: 20, validTo: 30 })])).toEqual([
    { anchor: phone, validFrom: 10, validTo: 20 },
    { anchor: phone, validFrom: 30, validTo: null },
  ]);
  expect(holdingsAfter('one', held, [move({ validTo: 10 })])).toEqual(held);
});
