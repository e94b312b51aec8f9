import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpClient, Pointer } from '../contract.ts';
import { createRig } from '../simulation/driving.ts';
import { liveAMonth } from '../simulation/month.ts';
import { context, fixturesOf, NOW, platformOf, rawOf, read, requestOf } from '../testing.ts';
import { eightByEight } from './index.ts';
import { createSimulator as createTenant } from './simulator/index.ts';
import { createSimulator } from './simulator/server.ts';

const platform = platformOf(eightByEight);
const simulator = createSimulator({ tenant: 't1', username: 'api', password: 'p<&>w' });
const settings = {
  pathSecret: 'x'.repeat(20),
  clusterUrl: '',
  tenant: 't1',
  username: 'api',
  password: 'p<&>w',
};

const http: HttpClient = async (request) => {
  const response = await fetch(request.url, {
    method: request.method,
    headers: request.headers ?? {},
    ...(request.body === undefined ? {} : { body: request.body as string }),
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  };
};

beforeAll(async () => {
  await new Promise<void>((resolve) => simulator.server.listen(0, '127.0.0.1', resolve));
  settings.clusterUrl = `http://127.0.0.1:${(simulator.server.address() as AddressInfo).port}`;
});
afterAll(() => void simulator.server.close());

const pointerTo = (objectType: string, objectId: string): Pointer => ({
  pointer: true,
  objectType,
  objectId,
  change: 'changed',
  parameters: {},
});

test.each([
  ['/customer/edited?AccountID=1', 'customer', '1', 'changed'],
  ['/case/created?AccountID=1&CaseID=2', 'case', '2', 'created'],
  ['/followup/deleted?AccountID=1&CaseID=2&FollowupID=3', 'followup', '3', 'deleted'],
  ['/task/edited?AccountID=1&TaskID=4', 'task', '4', 'changed'],
])('%s points to the %s', async (path, objectType, objectId, change) => {
  const sample = { title: '', method: 'GET', path, headers: {}, body: '' };
  const signed = platform.sign(requestOf(platform, sample), settings, NOW);
  expect(await platform.source.verify(signed, settings, NOW)).toMatchObject({ ok: true });
  expect(platform.sign(signed, settings, NOW).url).toBe(signed.url);
  const items = await platform.source.normalize(rawOf(platform, signed), context);
  expect(items).toMatchObject([{ pointer: true, objectType, objectId, change }]);
});

test('the object is fetched and read', async () => {
  const result = await platform.source.fetch?.(pointerTo('case', '67890'), { settings, http, now: NOW });
  expect(result?.found).toBe(true);
  if (result === undefined || !result.found) return;
  const [object] = result.objects;
  if (object === undefined) throw new Error('nothing fetched');
  const fetched = {
    title: '',
    method: 'FETCH',
    path: '',
    headers: { ...object.headers, 'x-fetch-object': 'case/67890', 'x-fetch-change': 'created' },
    body: object.body,
  };
  const [item] = await read(platform, fetched);
  expect(item).toMatchObject({
    kind: 'ticket',
    subject: 'Parcel 1042 damaged',
    occurredAt: Date.UTC(2026, 10, 2, 12),
    participants: [{ role: 'customer', identifiers: [{ type: '8x8-customer', value: '8x8/10000052' }] }],
    properties: { status: 'Open', assignedTo: 'jsmith' },
  });
});

test('what the vendor no longer has is not found', async () => {
  expect(await platform.source.fetch?.(pointerTo('task', 'gone'), { settings, http, now: NOW })).toEqual({
    found: false,
  });
});

test('wrong credentials are refused for good, an outage is retried', async () => {
  await expect(
    platform.source.fetch?.(pointerTo('case', '67890'), {
      settings: { ...settings, password: 'no' },
      http,
      now: NOW,
    }),
  ).rejects.toMatchObject({
    code: '8x8.refused',
    retryable: false,
  });
  simulator.fail(503, 1);
  await expect(
    platform.source.fetch?.(pointerTo('case', '67890'), { settings, http, now: NOW }),
  ).rejects.toMatchObject({
    code: '8x8.away',
    retryable: true,
  });
});

test.each([
  ['customer-fetched', 'record', 'customer/10000052'],
  ['followup-fetched', 'note', 'followup/501'],
  ['task-fetched', 'task', 'task/77'],
])('%s is a %s', async (name, kind, objectId) => {
  const fixture = fixturesOf('8x8').get(name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  expect((await read(platform, fixture))[0]).toMatchObject({ kind, objectId, account: '8x8' });
});

test('every trigger that the vendor documents has a fixture and points to its object', async () => {
  const triggers = [...fixturesOf('8x8').values()].filter(
    (fixture) => fixture.path !== '' && fixture.method === 'GET',
  );
  const pointers = await Promise.all(triggers.map(async (fixture) => read(platform, fixture)));
  expect(pointers.flat().filter((item) => 'pointer' in item)).toHaveLength(11);
});

test('a month of work in Agent Console: lost triggers are found by the day of creation', async () => {
  const rig = await createRig(platform, createTenant, NOW);
  const day = 24 * 60 * 60 * 1000;
  let filled = NOW.getTime() - (NOW.getTime() % day);
  const filling = {
    ...rig,
    // Each night the day before is compared, as the reconciliation does.
    async poll() {
      const today = rig.api.now.getTime() - (rig.api.now.getTime() % day) + day;
      await rig.fill(filled, today);
      filled = today - day;
    },
  };
  await liveAMonth(filling, { lose: true });
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
  const items = [...rig.archive.values()];
  expect(items.some((item) => item.state === 'deleted')).toBe(true);
  expect(new Set(items.map((item) => item.kind))).toEqual(new Set(['record', 'ticket', 'note', 'task']));
});

test('history is asked for, and leaves out what has another date', async () => {
  const { history } = platform.source;
  expect(history?.ready(settings)).toBe(false);
  expect(history?.ready({ ...settings, listByDate: true })).toBe(true);
  const api = { settings, http, now: NOW };
  const span = { from: Date.UTC(2026, 10, 2), to: Date.UTC(2026, 10, 3) };
  const first = await history?.list(span, api);
  expect(first).toEqual({ items: [], next: '1' });
  const cases = await history?.list({ ...span, page: '1' }, api);
  expect(cases?.items).toMatchObject([{ pointer: { objectType: 'case', objectId: '67890' } }]);
  expect(await history?.list({ ...span, page: '3' }, api)).toEqual({ items: [] });
});
