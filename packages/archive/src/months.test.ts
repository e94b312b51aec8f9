import { expect, test } from 'vitest';
import { interactionMonth } from './months.ts';

const received = Date.UTC(2026, 10, 21);

test.each([
  ['the last instant of a month, UTC', Date.UTC(2026, 10, 1) - 1, received, '2026-10'],
  ['the first instant of a month, UTC', Date.UTC(2026, 10, 1), received, '2026-11'],
  ['history', Date.UTC(2003, 4, 5), received, '2003-05'],
  ['an appointment ahead', Date.UTC(2027, 3, 1), received, '2027-04'],
  ['a time before 2000', 0, received, '2026-11'],
  ['a time far ahead', Date.UTC(2050, 0, 1), received, '2026-11'],
  ['no number', Number.NaN, received, '2026-11'],
  ['neither', 0, 0, undefined],
])('%s', (_, occurredAt, receivedAt, month) => {
  expect(interactionMonth(occurredAt, receivedAt)).toBe(month);
});
