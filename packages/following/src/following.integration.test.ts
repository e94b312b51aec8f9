import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createDatabase, migrate, type Database } from '@throughline/database';
import { testStack } from '@throughline/stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createFollowing,
  createJobs,
  createReceipts,
  createTasks,
  migrations,
  type FollowingTables,
  type JobRequest,
} from './index.ts';

const stack = await testStack();
const START = Date.UTC(2026, 10, 10, 12);
let time = START;
const now = () => new Date(time);
let database: Database<FollowingTables>;

beforeAll(async () => {
  const { url } = await stack.createDatabase();
  // An installation of before there was anything but jobs, with one of them waiting.
  const old = await mkdtemp(join(tmpdir(), 'migrations-'));
  await cp(new URL('0001_fetch-jobs.sql', migrations.directory), join(old, '0001_fetch-jobs.sql'));
  await migrate({ url, schema: migrations.schema, directory: new URL(`${pathToFileURL(old).href}/`) });
  await rm(old, { recursive: true });
  database = createDatabase<FollowingTables>({ url, schema: migrations.schema, applicationName: 'test' });
  await database.pool.query(
    `insert into fetcher.jobs (source_id, object_type, object_id, platform, family, change, requested_at, digest, delivery_id, due_at)
     values ('src_old', 'case', '1', '8x8', 'tickets', 'changed', 0, '', '', '2026-01-01')`,
  );
  await migrate({ url, ...migrations });
});
afterAll(async () => {
  await database.close();
  await stack.cleanUp();
});
beforeEach(async () => {
  time = START;
});

const request = (sourceId: string, objectId: string, given: Partial<JobRequest> = {}): JobRequest => ({
  platform: 'p',
  sourceId,
  family: 'tickets',
  objectType: 'case',
  objectId,
  change: 'changed',
  parameters: {},
  requestedAt: time,
  lane: 'live',
  digest: '',
  deliveryId: '',
  ...given,
});

const coded = (code: string) => expect.objectContaining({ code });

test('what waited before the upgrade is fetched after it', async () => {
  const jobs = createJobs(database, now);
  const [job] = await jobs.claim(10, 4);
  expect(job).toMatchObject({ source_id: 'src_old', object_id: '1', lane: 'live' });
  if (job !== undefined) await jobs.finish(job, 'hash');
  expect(await jobs.claim(10, 4)).toEqual([]);
});

test('lanes: live before retry before back-fill, and a lane that is ahead is not put off', async () => {
  const jobs = createJobs(database, now);
  await jobs.request(['1', '2', '3'].map((id) => request('src_lanes', id, { lane: 'backfill' })));
  time += 1_000;
  await jobs.request([request('src_lanes', '4', { lane: 'retry' }), request('src_lanes', '5')]);
  await jobs.request([request('src_lanes', '2', { change: 'deleted' })]);
  await jobs.request([request('src_lanes', '2', { lane: 'backfill', parameters: { old: 'yes' } })]);
  const order: string[] = [];
  for (;;) {
    const [job] = await jobs.claim(1, 1);
    if (job === undefined) break;
    order.push(`${job.object_id} ${job.lane} ${job.change}`);
    await jobs.finish(job, 'hash');
  }
  expect(order.slice(0, 2).sort()).toEqual(['2 live deleted', '5 live changed']);
  expect(order.slice(2)).toEqual(['4 retry changed', '1 backfill changed', '3 backfill changed']);
});

test('no source takes more than its share, nor any while it is paused', async () => {
  const jobs = createJobs(database, now);
  const many = Array.from({ length: 20 }, (_, index) => String(index));
  await jobs.request(many.map((id) => request('src_flood', id)));
  time += 1_000;
  await jobs.request([request('src_quiet', '1')]);
  const first = await jobs.claim(8, 3);
  expect(first.map((job) => job.source_id).sort()).toEqual([
    'src_flood',
    'src_flood',
    'src_flood',
    'src_quiet',
  ]);
  expect(await jobs.claim(8, 3)).toEqual([]);
  for (const job of first) await jobs.finish(job, 'hash');
  await database.kysely
    .updateTable('sources')
    .set({ paused_until: new Date(time + 60_000) })
    .where('source_id', '=', 'src_flood')
    .execute();
  expect(await jobs.claim(8, 3)).toEqual([]);
  time += 60_000;
  expect(await jobs.claim(8, 3)).toHaveLength(3);
  // Those who had them died: after the lease they are given out again.
  time += 120_000;
  expect(await jobs.claim(8, 3)).toHaveLength(3);
});

test('who has lost the lease of a task keeps nothing of what it did', async () => {
  const tasks = createTasks(database, now);
  const { kysely } = database;
  await kysely
    .insertInto('sources')
    .values({ source_id: 'src_task', platform: 'p', followed_since: now() })
    .execute();
  await tasks.ask([{ sourceId: 'src_task', kind: 'feed', name: 'changes', dueAt: now() }]);
  const [slow] = await tasks.claim(1, 2);
  if (slow === undefined) throw new Error('nothing to claim');
  time += 120_000;
  const [quick] = await tasks.claim(1, 2);
  if (quick === undefined) throw new Error('nothing to claim');
  const end = (task: typeof slow, cursor: string) =>
    database.transaction(async (trx) => {
      const position = { cursor, started_at: now(), read_at: now() };
      await trx
        .insertInto('feeds')
        .values({ source_id: 'src_task', feed: 'changes', ...position })
        .onConflict((conflict) => conflict.columns(['source_id', 'feed']).doUpdateSet(position))
        .execute();
      await tasks.finish(task, new Date(time + 60_000), trx);
    });
  await end(quick, 'new');
  await expect(end(slow, 'old')).rejects.toThrow(coded('following.lease-lost'));
  expect((await kysely.selectFrom('feeds').select('cursor').execute())[0]?.cursor).toBe('new');
});

test('what is asked for while a task runs is done after it', async () => {
  const tasks = createTasks(database, now);
  time += 600_000;
  const [task] = await tasks.claim(1, 2);
  if (task === undefined) throw new Error('nothing to claim');
  await tasks.ask([{ sourceId: 'src_task', kind: 'feed', name: 'changes', dueAt: now() }]);
  await database.transaction((trx) => tasks.finish(task, new Date(time + 3_600_000), trx));
  expect(await tasks.claim(1, 2)).toHaveLength(1);
});

test('the same content keeps the time of its receipt, another gets a later one, whatever the clock says', async () => {
  const receipts = createReceipts(database);
  const noted = async (contentHash: string, at: number) =>
    (await receipts.note('src_receipts', [{ objectType: 'case', objectId: '1', contentHash }], at)).get(
      'case/1',
    );
  expect(await noted('a', 1_000)).toBe(1_000);
  expect(await noted('a', 2_000)).toBe(1_000);
  expect(await noted('b', 3_000)).toBe(3_000);
  expect(await noted('a', 2_500)).toBe(3_001);
  await receipts.sweep(new Date(3_002));
  expect(await noted('a', 5_000)).toBe(5_000);
});

test('what a person asks: days compared, failed objects again, and what cannot be is refused', async () => {
  const following = createFollowing(database, now);
  const jobs = createJobs(database, now);
  await jobs.request([request('src_person', '1')]);
  const [job] = await jobs.claim(1, 1);
  if (job === undefined) throw new Error('nothing to claim');
  await jobs.fail(job, 'platforms.api-refused');
  expect(await following.failed('src_person', 10)).toMatchObject([
    { objectType: 'case', objectId: '1', code: 'platforms.api-refused' },
  ]);
  expect((await following.sources(['src_person']))[0]?.jobs).toEqual({
    live: 0,
    retry: 0,
    backfill: 0,
    failed: 1,
  });
  expect(await following.retryFailed('src_person')).toBe(1);
  expect((await following.sources(['src_person']))[0]?.jobs).toEqual({
    live: 0,
    retry: 1,
    backfill: 0,
    failed: 0,
  });
  await following.check('src_person', '2026-11-01', '2026-11-04');
  const tasks = createTasks(database, now);
  expect([...(await tasks.list('src_person', 'day'))].sort()).toEqual([
    '2026-11-01',
    '2026-11-02',
    '2026-11-03',
  ]);
  await expect(following.check('src_person', '2026-11-04', '2026-11-01')).rejects.toThrow(
    coded('following.span-invalid'),
  );
  await expect(following.check('src_person', 'today', 'tomorrow')).rejects.toThrow(
    coded('following.span-invalid'),
  );
  await expect(following.backfill('src_person', -1)).rejects.toThrow(coded('following.span-invalid'));
  await expect(following.resume('src_nobody')).rejects.toThrow(coded('following.not-followed'));
  expect(await following.sources([])).toEqual([]);
});
