import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMilliseconds, parseSeconds, parseTime } from './time.ts';

const anything = fc.oneof(
  fc.string(),
  fc.double(),
  fc.integer().map(String),
  fc.double().map(String),
  fc.anything(),
);

test.each([
  ['parseTime', parseTime],
  ['parseSeconds', parseSeconds],
  ['parseMilliseconds', parseMilliseconds],
])('%s gives a whole number that a Date holds, or null', (_, parse) => {
  fc.assert(
    fc.property(anything, (value) => {
      const time = parse(value);
      if (time === null) return;
      expect(Number.isSafeInteger(time)).toBe(true);
      expect(new Date(time).getTime()).toBe(time);
    }),
  );
});

test('seconds and milliseconds come as numbers or as their digits', () => {
  expect(parseSeconds(1_793_613_600.25)).toBe(1_793_613_600_250);
  expect(parseSeconds('1793613600')).toBe(1_793_613_600_000);
  expect(parseMilliseconds('1793613600000')).toBe(1_793_613_600_000);
  expect(parseSeconds(1e300)).toBeNull();
  expect(parseMilliseconds(2 ** 60)).toBeNull();
  expect(parseMilliseconds('')).toBeNull();
});
