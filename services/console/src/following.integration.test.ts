import { addDays, dayOf } from '@throughline/following';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectedSource, sourceDetail } from './api/connections.ts';
import { followingDetail } from './api/following.ts';
import { startTestConsole, type TestConsole } from './testing/console.ts';
import { block, follow } from './testing/following.ts';

let service: TestConsole;
let database: Client;
const today = dayOf(new Date());

beforeAll(async () => {
  service = await startTestConsole();
  database = new Client({ connectionString: service.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database?.end();
  await service?.stop();
});

const send = (method: string, path: string, body: unknown, token?: string) =>
  service.call(`/api/v1${path}`, { method, body: JSON.stringify(body), token });

async function connect(platform: string, settings?: Readonly<Record<string, unknown>>) {
  const answer = await send('POST', '/sources', { platform, name: platform, settings });
  return connectedSource.parse(await answer.json());
}

async function followingOf(id: string, query = '') {
  const answer = await service.call(`/api/v1/sources/${id}/following${query}`);
  expect(answer.status).toBe(200);
  return followingDetail.parse(await answer.json());
}

const zendesk = {
  signingSecret: 's3cret',
  subdomain: 'example',
  accountId: '1',
  apiUser: 'agent@example.com',
  apiToken: 'token-of-zendesk',
  apiUrl: 'https://example.zendesk.com',
};

const takeUp = (id: string) => follow(service.databaseUrl, id);

test('a platform without an API, one without its credentials, and one not taken up yet', async () => {
  expect(await followingOf((await connect('mailgun')).id)).toMatchObject({ state: 'none', backfill: null });
  expect((await followingOf((await connect('zendesk')).id)).state).toBe('unconfigured');
  const { id } = await connect('zendesk', zendesk);
  expect(await followingOf(id)).toMatchObject({ state: 'starting', days: [], completeness: null });
  expect((await send('POST', `/sources/${id}/backfill`, { days: 30 })).status).toBe(404);
  expect((await service.call('/api/v1/sources/src_nobody/following')).status).toBe(404);
});

test('subscriptions, feeds, history and completeness per day', async () => {
  const { id } = await connect('zendesk', zendesk);
  await takeUp(id);
  const followed = await followingOf(id);
  expect(followed.state).toBe('following');
  expect(followed.subscriptions.map(({ key, state }) => [key, state])).toEqual([
    ['tickets', 'active'],
    ['users', 'pending'],
  ]);
  expect(followed.feeds[0]?.readAt).not.toBeNull();
  expect(followed.backfill).toEqual({ days: 3, done: 2, found: 10, missing: 1, fetched: 2 });
  expect(followed.completeness).toBeCloseTo(0.9);
  expect(followed.days).toEqual([
    { day: today, vendor: 10, archived: 7, fetched: 2, completeness: 0.9 },
    { day: addDays(today, -1), vendor: 0, archived: 0, fetched: 0, completeness: 1 },
    { day: addDays(today, -2), vendor: null, archived: null, fetched: 0, completeness: null },
  ]);
  expect((await followingOf(id, '?days=1')).days).toHaveLength(1);
});

test('history is asked for by administrators alone, and noted', async () => {
  const { id } = await connect('zendesk', zendesk);
  await takeUp(id);
  expect((await send('POST', `/sources/${id}/backfill`, { days: 90 })).status).toBe(200);
  const { rows } = await database.query('select backfill_days from fetcher.sources where source_id = $1', [
    id,
  ]);
  expect(rows).toEqual([{ backfill_days: 90 }]);
  for (const days of [0, 1.5, 4000, 'x'])
    expect((await send('POST', `/sources/${id}/backfill`, { days })).status).toBe(400);
  const answer = await send('POST', '/tokens', { name: 'agent', role: 'agent' });
  const { token } = (await answer.json()) as { token: string };
  for (const [method, path] of [
    ['POST', 'backfill'],
    ['POST', 'resume'],
    ['PUT', ''],
  ] as const)
    expect((await send(method, `/sources/${id}/${path}`.replace(/\/$/, ''), {}, token)).status).toBe(403);
  expect((await service.call(`/api/v1/sources/${id}/following`, { token })).status).toBe(200);
});

test('refused credentials: said so, replaced without retyping the rest, asked again', async () => {
  const { id } = await connect('zendesk', zendesk);
  await takeUp(id);
  await block(service.databaseUrl, id);
  const blocked = await followingOf(id);
  expect(blocked).toMatchObject({ state: 'blocked', waiting: { failed: 1 } });
  expect(blocked.problem).toMatchObject({
    code: 'fetcher.access-refused',
    action: expect.stringMatching(/^Connect it again/),
  });

  const changed = await send('PUT', `/sources/${id}`, {
    name: 'Help desk',
    settings: { apiToken: 'fresh', apiUrl: null },
  });
  expect(changed.status).toBe(200);
  const detail = sourceDetail.parse(await changed.json());
  expect(detail.name).toBe('Help desk');
  expect(detail.settings).toMatchObject({ subdomain: 'example', apiUser: 'agent@example.com' });
  expect(detail.settings).not.toHaveProperty('apiUrl');
  expect(JSON.stringify(detail)).not.toMatch(/fresh|s3cret/);
  expect((await send('PUT', `/sources/${id}`, { settings: { signingSecret: null } })).status).toBe(400);

  expect(await (await send('POST', `/sources/${id}/resume`, {})).json()).toEqual({ retried: 1 });
  expect(await followingOf(id)).toMatchObject({ state: 'following', problem: null });
});

test('secrets are made beside settings that are given, and only those that a platform makes', async () => {
  const body = { platform: 'zendesk', name: 'x', settings: { subdomain: 'example' } };
  const made = await send('POST', '/sources', { ...body, generate: ['signingSecret'] });
  const { settings } = connectedSource.parse(await made.json());
  expect(settings).toMatchObject({ subdomain: 'example', signingSecret: expect.stringMatching(/.{16,}/) });
  expect((await send('POST', '/sources', { ...body, generate: ['apiToken'] })).status).toBe(400);
});
