import { createHmac } from 'node:crypto';
import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import type { Api, HttpClient, HttpRequest, Pointer } from '../contract.ts';
import { context, fixturesOf, platformOf, rawOf, read } from '../testing.ts';
import { facebookLeadAds } from './index.ts';
import { authorized } from '../simulation/authorized.ts';
import { seeded } from '../simulation/random.ts';
import { createSimulator } from './simulator/index.ts';
import type { Settings } from './source/settings.ts';
import { source } from './source/index.ts';

const platform = platformOf(facebookLeadAds);
const fixtures = fixturesOf('facebook-lead-ads');
const random = () => 0.4;

async function readAll(name: string, values = context) {
  const fixture = fixtures.get(name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  return read(platform, fixture, values);
}

/** A page at Meta, asked with the access that the source says, at a time that the test sets. */
function world() {
  const clock = { now: Date.UTC(2026, 10, 3, 10) };
  const now = () => new Date(clock.now);
  const simulator = createSimulator({ now, baseUrl: 'https://graph.simulated.example' });
  const settings = simulator.settings;
  const asked: string[] = [];
  const proven = authorized(simulator.vendor.http, source.access?.(settings), now);
  const http: HttpClient = (request) => {
    asked.push(request.url);
    return proven(request);
  };
  const api = (values: Settings = settings): Api<Settings> => ({ settings: values, http, now: now() });
  return { clock, simulator, settings, api, asked };
}

async function pointersOf(notifications: ReadonlyArray<HttpRequest>): Promise<Pointer[]> {
  const read: Pointer[] = [];
  for (const one of notifications) {
    const items = await source.normalize(rawOf(platform, one), context);
    read.push(...items.filter((item): item is Pointer => 'pointer' in item));
  }
  return read;
}

test('a notification points to the lead, by page and lead', async () => {
  expect(await readAll('notification')).toEqual([
    {
      pointer: true,
      objectType: 'lead',
      objectId: '682498302938465/444444444444',
      change: 'created',
      parameters: { formId: '1076420079436311', adId: '120200000001' },
    },
  ]);
  expect(await readAll('several')).toHaveLength(2);
  expect(await readAll('without-value')).toMatchObject([{ kind: 'other', vendorEvent: 'leadgen' }]);
  expect(await readAll('other-field')).toMatchObject([{ kind: 'other', vendorEvent: 'feed' }]);
});

test('a lead is a form with its answers, and claims who sent it', async () => {
  const settings = { consentPurposes: { optional_1: 'email', optional_2: 'sms' } };
  expect(await readAll('lead', { ...context, settings })).toMatchObject([
    {
      account: '682498302938465',
      objectId: '444444444444',
      kind: 'form',
      event: 'submitted',
      direction: 'inbound',
      occurredAt: Date.UTC(2025, 10, 1, 10),
      text: 'full_name: Ana Silva\nemail: Ana.Silva@example.net\nphone_number: +14155550132\ncity: San Francisco\nwhich_size?: 42, 43',
      participants: [
        {
          role: 'customer',
          author: true,
          name: 'Ana Silva',
          identifiers: [
            { type: 'email', value: 'ana.silva@example.net', verified: false },
            { type: 'phone', value: '+14155550132', verified: false },
          ],
          traits: { city: 'San Francisco' },
        },
      ],
      properties: {
        campaignName: 'Autumn',
        platform: 'fb',
        'checkbox:optional_1': 'yes',
        'checkbox:optional_2': 'no',
      },
      consents: [
        { identifierValue: 'ana.silva@example.net', purpose: 'email', state: 'granted', trusted: false },
      ],
    },
  ]);
});

test('what is notified is fetched, and is the lead that the history lists', async () => {
  const { simulator, api, asked, clock } = world();
  await source.subscriptions?.create('leadgen', '', api());
  const { notifications } = simulator.submit(random);
  const [pointer] = await pointersOf(notifications);
  if (pointer === undefined) throw new Error('no pointer');
  const result = await source.fetch?.(pointer, api());
  if (result === undefined || !result.found) throw new Error('not found');
  const [object] = result.objects;
  expect(object?.url).toMatch(/\/v25\.0\/\d+$/);
  expect(asked.join()).not.toContain('page-token');
  const record = {
    title: '',
    method: 'FETCH',
    path: '',
    headers: { ...object?.headers, 'x-fetch-object': `lead/${pointer.objectId}`, 'x-fetch-found': 'true' },
    body: object?.body ?? '',
  };
  const [lead] = (await read(platform, record)) as Interaction[];
  expect(lead?.occurredAt).toBe(clock.now);
  const page = await source.history?.list({ from: clock.now - 1000, to: clock.now + 1000 }, api());
  const forms = [page];
  while (forms.at(-1)?.next !== undefined) {
    const next = forms.at(-1)?.next ?? '';
    forms.push(
      await source.history?.list({ from: clock.now - 1000, to: clock.now + 1000, page: next }, api()),
    );
  }
  expect(forms.flatMap((one) => one?.items ?? []).flatMap((item) => item.interactionIds)).toEqual([
    lead?.interactionId,
  ]);
});

test('a lead that is gone is a deletion of the same; one that we may not see is an error', async () => {
  const { simulator, api } = world();
  await source.subscriptions?.create('leadgen', '', api());
  const { id, notifications } = simulator.submit(random);
  const [pointer] = await pointersOf(notifications);
  if (pointer === undefined) throw new Error('no pointer');
  simulator.remove(id);
  expect(await source.fetch?.(pointer, api())).toEqual({ found: false });
  const [gone] = (await readAll('lead-gone')) as Interaction[];
  const [lead] = (await readAll('lead')) as Interaction[];
  expect(gone).toMatchObject({ interactionId: lead?.interactionId, state: 'deleted' });
  expect(gone?.revision).toBeGreaterThan(lead?.revision ?? Infinity);
  simulator.revokeLeadAccess();
  await expect(source.fetch?.(pointer, api())).rejects.toMatchObject({ code: 'platforms.api-unauthorized' });
});

test('errors say whether to come again, and when', async () => {
  const { simulator, api, settings, clock } = world();
  const pointer = { objectType: 'lead', objectId: '1/2', change: 'created', parameters: {} } as const;
  simulator.throttle(5);
  await expect(source.fetch?.(pointer, api())).rejects.toMatchObject({
    code: 'platforms.api-limited',
    retryable: true,
    detail: { retryAfterMs: 300_000 },
  });
  clock.now += 5 * 60_000;
  simulator.vendor.fail(503, 1);
  await expect(source.fetch?.(pointer, api())).rejects.toMatchObject({ code: 'platforms.api-away' });
  simulator.vendor.fail(400, 1);
  await expect(source.fetch?.(pointer, api())).rejects.toMatchObject({ code: 'platforms.api-away' });
  const { http } = simulator.vendor;
  await expect(source.fetch?.(pointer, { settings, http, now: new Date() })).rejects.toMatchObject({
    code: 'platforms.api-unauthorized',
  });
  const unset = { ...settings, pageAccessToken: undefined };
  await expect(source.fetch?.(pointer, api(unset))).rejects.toMatchObject({
    code: 'platforms.api-not-configured',
  });
});

test('the history of all forms is listed in pages, each lead once, in its span', async () => {
  const { simulator, api, clock } = world();
  const various = seeded(1);
  const ids = Array.from({ length: 450 }, () => {
    clock.now += 1000;
    return simulator.submit(various).id;
  });
  const from = clock.now - 399_000;
  const listed: string[] = [];
  let page: string | undefined;
  let pages = 0;
  do {
    const part = await source.history?.list(
      { from, to: clock.now, ...(page === undefined ? {} : { page }) },
      api(),
    );
    listed.push(...(part?.items ?? []).map((item) => item.pointer.objectId.split('/')[1] ?? ''));
    page = part?.next;
    pages += 1;
  } while (page !== undefined);
  expect(listed.sort()).toEqual(ids.slice(50, 449).sort());
  expect(pages).toBeGreaterThan(3);
});

test('the subscription keeps the fields of others, is found again, and is missed when it is ended', async () => {
  const { simulator, settings, api } = world();
  const { subscriptions } = source;
  if (subscriptions === undefined) throw new Error('no subscriptions');
  expect(subscriptions.wanted(settings)).toEqual(['leadgen']);
  expect(subscriptions.wanted({ ...settings, appId: undefined })).toEqual([]);
  expect(await subscriptions.find('leadgen', '', api())).toBeUndefined();
  await simulator.vendor.http({
    method: 'POST',
    url: 'https://graph.simulated.example/v25.0/682498302938465/subscribed_apps?subscribed_fields=messages',
    headers: { authorization: 'Bearer page-token' },
  });
  const made = await subscriptions.create('leadgen', '', api());
  expect(simulator.fields()).toEqual(['messages', 'leadgen']);
  expect(await subscriptions.find('leadgen', '', api())).toEqual(made);
  expect(await subscriptions.renew(made, '', api())).toEqual(made);
  await subscriptions.remove(made, api());
  expect(simulator.fields()).toEqual(['messages']);
  expect(await subscriptions.renew(made, '', api())).toBeUndefined();
  await subscriptions.remove(made, api());
});

test('the app secret’s proof goes along where it is asked for', async () => {
  const { settings, api, asked, simulator } = world();
  const { id } = simulator.submit(random);
  const pointer = { objectType: 'lead', objectId: `1/${id}`, change: 'created', parameters: {} } as const;
  const result = await source.fetch?.(pointer, api({ ...settings, sendAppSecretProof: true }));
  const proof = createHmac('sha256', settings.appSecret).update('page-token').digest('hex');
  expect(asked[0]).toContain(`appsecret_proof=${proof}`);
  expect(result?.found === true && result.objects[0]?.url).not.toContain(proof);
});
