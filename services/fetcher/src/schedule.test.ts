import { expect, test } from 'vitest';
import { daysToReconcile } from './planner.ts';
import { renewalOf } from './tasks/subscription.ts';

const NOW = new Date('2026-11-10T12:00:00Z');
const HOUR = 3_600_000;
const lapsing = (hours: number) => ({ key: 'k', remoteId: 'r', expiresAt: NOW.getTime() + hours * HOUR });
const hoursUntil = (time: Date) => (time.getTime() - NOW.getTime()) / HOUR;

test('a subscription is renewed ahead of its end, and a short one at half of it', () => {
  expect(hoursUntil(renewalOf(lapsing(48), 12 * 3_600, NOW))).toBe(36);
  expect(hoursUntil(renewalOf(lapsing(6), 12 * 3_600, NOW))).toBe(3);
  expect(hoursUntil(renewalOf({ ...lapsing(0), expiresAt: null }, 3_600, NOW))).toBe(1);
  // One that has lapsed already is looked at in a minute, not at once and without end.
  expect(hoursUntil(renewalOf(lapsing(-1), 3_600, NOW))).toBeCloseTo(1 / 60);
});

test('a day is compared when it comes to each of the ages, and after an outage all that fell due in it', () => {
  const due = (known: Record<string, string>, since = '2026-09-01') =>
    daysToReconcile(
      new Map(Object.entries(known).map(([day, at]) => [day, { backfill: false, checkedAt: new Date(at) }])),
      { since: new Date(since), now: NOW, after: [1, 2, 7], offsetMs: 2 * HOUR },
    );
  const checked = {
    '2026-11-09': '2026-11-10T02:30:00Z',
    '2026-11-08': '2026-11-09T02:30:00Z',
    '2026-11-07': '2026-11-09T02:30:00Z',
  };
  expect(due(checked, '2026-11-07')).toEqual(['2026-11-08']);
  expect(due({}, '2026-11-07')).toEqual(['2026-11-09', '2026-11-08', '2026-11-07']);
  expect(due({ ...checked, '2026-11-08': '2026-11-10T02:30:00Z' }, '2026-11-07')).toEqual([]);
  expect(due({}, '2026-11-10')).toEqual([]);
  expect(due({})).toHaveLength(31);
});
