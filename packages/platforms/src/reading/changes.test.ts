import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesSince, numberedPages, readChanges, type Change, type ReadingOptions } from './changes.ts';

const START = Date.UTC(2026, 10, 3);
const PAGE_SIZE = 5;
const MINUTE = 60_000;

/** A version of an object: `at` is the whole second that the vendor tells, `shows` when its list has it. */
interface Version extends Change {
  readonly version: number;
  readonly shows: number;
}

/** The list as it stands: the latest version of each object that shows by now, oldest first. */
function listOf(versions: ReadonlyArray<Version>, since: number, time: number): ReadonlyArray<Version> {
  const latest = new Map<string, Version>();
  for (const one of versions) if (one.shows <= time) latest.set(one.id, one);
  return [...latest.values()]
    .filter(({ at }) => at >= since)
    .toSorted((a, b) => a.at - b.at || a.id.localeCompare(b.id));
}

type List = (
  listed: ReadonlyArray<Version>,
  page: string | undefined,
) => { entries: ReadonlyArray<Version>; next?: string | undefined };

const byNumber: List = (listed, page) => {
  const from = (Number(page ?? 1) - 1) * PAGE_SIZE;
  const entries = listed.slice(from, from + PAGE_SIZE);
  return { entries, next: entries.length < PAGE_SIZE ? undefined : String(Number(page ?? 1) + 1) };
};

/** The token is the last entry's place in the order. */
const byToken =
  (newestFirst: boolean): List =>
  (listed, page) => {
    const ordered = newestFirst ? listed.toReversed() : listed;
    const isBehind = (one: Version): boolean => {
      if (page === undefined) return true;
      const [at, id] = JSON.parse(page) as [number, string];
      const order = one.at - at || one.id.localeCompare(id);
      return newestFirst ? order < 0 : order > 0;
    };
    const rest = ordered.filter(isBehind);
    const entries = rest.slice(0, PAGE_SIZE);
    const last = entries.at(-1);
    const isMore = rest.length > PAGE_SIZE && last !== undefined;
    return { entries, next: isMore ? JSON.stringify([last.at, last.id]) : undefined };
  };

const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        change: fc.nat(20),
        pause: fc.constantFrom(0, 0, 0, 100, 900, 4_000, 90_000),
        late: fc.constantFrom(0, 0, 0, 700, 20_000, 58_000),
      }),
    },
    { weight: 2, arbitrary: fc.constant('read page' as const) },
    { weight: 1, arbitrary: fc.constant('read all' as const) },
  ),
  { maxLength: 80, size: 'max' },
);
type Plan = typeof steps extends fc.Arbitrary<infer Value> ? Value : never;

/** Lives the plan. @returns objects whose last version was never told, and how often the end of it was asked for */
async function live(plan: Plan, list: List, order: ReadingOptions['order'] = 'ascending') {
  const versions: Version[] = [];
  const told = new Map<string, number>();
  let time = START;
  let cursor = changesSince(START);
  async function page(): Promise<boolean> {
    const result = await readChanges(cursor, { now: new Date(time), order }, async (since, from) =>
      list(listOf(versions, since, time), from),
    );
    if (result === undefined) throw new Error('no cursor');
    for (const one of result.fresh) told.set(one.id, one.version);
    ({ cursor } = result);
    return result.more;
  }
  async function readAll(): Promise<void> {
    for (let pages = 0; await page(); pages += 1) if (pages > 500) throw new Error('it does not end');
  }
  for (const step of plan) {
    if (step === 'read page') await page();
    else if (step === 'read all') await readAll();
    else {
      time += step.pause;
      const at = Math.floor(time / 1000) * 1000;
      // A later version of the same object never shows before the earlier one.
      const before = versions.findLast(({ id }) => id === `t${step.change}`)?.shows ?? 0;
      const shows = Math.max(time + step.late, before);
      versions.push({ id: `t${step.change}`, at, version: versions.length, shows });
    }
    time += 1;
  }
  // A reading under way may have passed it; the next one tells it.
  for (let reading = 0; reading < 2; reading += 1) {
    time += 2 * MINUTE;
    await readAll();
  }
  const last = new Map(versions.map(({ id, version }) => [id, version]));
  return [...last].filter(([id, version]) => told.get(id) !== version);
}

test.each([
  ['pages by number, oldest first', byNumber, 'ascending'],
  ['pages by token, oldest first', byToken(false), 'ascending'],
  ['pages by token, newest first', byToken(true), 'any'],
] as const)(
  'whatever changes while a lagging list is read, each last change is told: %s',
  async (_, list, order) => {
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        expect(await live(plan, list, order)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  },
);

const settledLists = fc.uniqueArray(
  fc.record({ id: fc.nat(40).map(String), at: fc.nat(20).map((second) => START + second * 1000) }),
  { selector: (one) => one.id, maxLength: 40, size: 'max' },
);

test('what has settled is told once, and not again by a later reading', async () => {
  await fc.assert(
    fc.asyncProperty(settledLists, fc.integer({ min: 1, max: 7 }), async (all, size) => {
      const now = new Date(START + 10 * MINUTE);
      const list = numberedPages(size, async (since, page) =>
        all
          .filter(({ at }) => at >= since)
          .toSorted((a, b) => a.at - b.at || a.id.localeCompare(b.id))
          .slice((page - 1) * size, page * size),
      );
      const told: string[] = [];
      let cursor = changesSince(START);
      for (let more = true, pages = 0; more; pages += 1) {
        const result = await readChanges(cursor, { now }, list);
        if (result === undefined || pages > 500) throw new Error('it does not end');
        told.push(...result.fresh.map(({ id }) => id));
        ({ cursor, more } = result);
      }
      expect(told.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
      const again = await readChanges(cursor, { now: new Date(now.getTime() + MINUTE) }, list);
      expect(again?.fresh).toEqual([]);
    }),
  );
});

test('an entry of one second that slid past a page is found by reading that second again', async () => {
  const second = (id: string) => ({ id, at: START });
  const lists = [
    ['a', 'b', 'c', 'd'],
    ['b', 'c', 'd'],
    ['b', 'c', 'd'],
    ['b', 'c', 'd'],
  ].map((ids, index) => [
    ...ids.map(second),
    ...(index === 0 ? [] : [{ id: 'a', at: START + 1000 }]),
    { id: 'z', at: START + 5000 },
  ]);
  const now = new Date(START + 10 * MINUTE);
  const told: string[] = [];
  let cursor = changesSince(START);
  for (let more = true, asked = 0; more;) {
    const result = await readChanges(
      cursor,
      { now },
      numberedPages(2, async (since, page) => {
        const list = lists[Math.min(asked, lists.length - 1)] ?? [];
        asked += 1;
        return list.filter(({ at }) => at >= since).slice((page - 1) * 2, page * 2);
      }),
    );
    if (result === undefined) throw new Error('no cursor');
    told.push(...result.fresh.map(({ id, at }) => `${id}${at - START}`));
    ({ cursor, more } = result);
  }
  expect(told.toSorted()).toEqual(['a0', 'a1000', 'b0', 'c0', 'd0', 'z5000']);
});

test('what is no cursor is none', async () => {
  const list = async () => ({ entries: [] });
  for (const cursor of ['x', '{}', '[]', '{"since":"1"}', ''])
    expect(await readChanges(cursor, { now: new Date(START) }, list)).toBeUndefined();
});
