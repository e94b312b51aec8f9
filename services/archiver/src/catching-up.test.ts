import { archiveErrors } from '@throughline/archive';
import { createKit } from '@throughline/service-kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCatchingUp } from './catching-up.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const { metrics } = createKit({ name: 'archiver' });

/** An archive that notes the paces that it was told, and takes them or not. */
function noting(takes: (pace: string) => boolean = () => true) {
  const paces: string[] = [];
  const setRefreshPace = async (pace: string) => {
    paces.push(pace);
    if (!takes(pace)) throw archiveErrors.storeAway();
  };
  return { paces, catchingUp: createCatchingUp({ archive: { setRefreshPace }, metrics }) };
}

test('a short queue changes nothing', async () => {
  const { paces, catchingUp } = noting();
  await catchingUp.saw(9_999);
  await vi.runAllTimersAsync();
  expect(paces).toEqual([]);
});

test('a backlog sets the pace once and for new months again; its end sets it back', async () => {
  const { paces, catchingUp } = noting();
  await catchingUp.saw(50_000);
  await catchingUp.saw(40_000);
  expect(paces).toEqual(['catching-up']);
  for (let seconds = 0; seconds < 11; seconds += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    await catchingUp.saw(30_000);
  }
  expect(paces).toEqual(['catching-up', 'catching-up']);
  await catchingUp.saw(100);
  await vi.advanceTimersByTimeAsync(2_900);
  expect(paces).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(200);
  expect(paces).toEqual(['catching-up', 'catching-up', 'live']);
});

test('a pace that OpenSearch does not take stops no batch; the live one is tried until it is taken', async () => {
  let refusals = 3;
  const { paces, catchingUp } = noting(() => (refusals -= 1) < 0);
  await catchingUp.saw(50_000);
  await vi.advanceTimersByTimeAsync(9_100);
  expect(paces).toEqual(['catching-up', 'live', 'live', 'live']);
  await vi.runAllTimersAsync();
  expect(paces).toHaveLength(4);
});

test('closing sets the live pace at once, where another was set', async () => {
  const { paces, catchingUp } = noting();
  await catchingUp.close();
  expect(paces).toEqual([]);
  await catchingUp.saw(50_000);
  await catchingUp.close();
  await vi.runAllTimersAsync();
  expect(paces).toEqual(['catching-up', 'live']);
});
