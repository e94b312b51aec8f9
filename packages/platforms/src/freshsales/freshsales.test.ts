import { expect, test } from 'vitest';
import type { Pointer } from '../contract.ts';
import {
  bodyOf,
  context,
  fixtureReader,
  NOW,
  platformOf,
  present,
  rawOf,
  read,
  requestOf,
  readFetched as readAsFetched,
} from '../testing.ts';
import { freshsales } from './index.ts';
import { readsAnyAnswer } from '../simulation/hostile.ts';
import { connectedVendor, historyPages } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { createSimulator } from './simulator/index.ts';
import { source } from './source/index.ts';
import { settings as schema } from './source/settings.ts';

const platform = platformOf(freshsales);
const SITE = 'https://widgetz.myfreshworks.com/crm/sales';

const fixture = fixtureReader('freshsales');
const history = present(source.history);

/** As the fetcher writes it. */
const readFetched = (
  object: string,
  body: Uint8Array,
  { siteUrl = SITE, ...how }: { found?: boolean; change?: string; siteUrl?: string } = {},
) => readAsFetched(platform, object, body, { ...how, settings: { siteUrl } });

test('the secret stands in the path or in a header', async () => {
  const settings = schema.parse({ pathSecret: 'a-secret-in-the-path' });
  const request = requestOf(platform, fixture('contact-created'));
  const signed = platform.sign(request, settings, NOW);
  expect(signed.url).toMatch(/\/src_test\/a-secret-in-the-path\/contact\/created$/);
  expect(await platform.source.verify(signed, settings, NOW)).toEqual({ ok: true });
  expect(platform.sign(signed, settings, NOW).url).toBe(signed.url);
  const named = { ...request, headers: { ...request.headers, 'x-webhook-secret': 'a-secret-in-the-path' } };
  expect(await platform.source.verify(named, settings, NOW)).toEqual({ ok: true });
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: false });
});

test.each([
  [
    'contact-created',
    {
      name: 'James Sampleton',
      identifiers: [{ type: 'email' }, { type: 'phone', value: '+19266529503' }, {}],
    },
  ],
  [
    'contact-prefixed',
    { name: 'James', identifiers: [{ value: 'james@sampleton.com', verified: true }, {}] },
  ],
  [
    'contact-form',
    { name: 'James', identifiers: [{ value: 'james@sampleton.com' }, { value: 'freshsales/70001' }] },
  ],
])('without an account to ask, %s is read as it came', async (name, person) => {
  expect(await read(platform, fixture(name))).toMatchObject([
    { kind: 'record', objectId: 'contact/70001', participants: [person] },
  ]);
});

test('with an account to ask, it is a pointer', async () => {
  const items = await read(platform, fixture('contact-prefixed'), {
    ...context,
    settings: { siteUrl: SITE },
  });
  expect(items).toEqual([
    { pointer: true, objectType: 'contact', objectId: '70001', change: 'changed', parameters: {} },
  ]);
});

test('tasks, deletions and what is not known', async () => {
  expect(await read(platform, fixture('task-created'))).toMatchObject([
    {
      kind: 'task',
      direction: 'internal',
      text: 'By Friday',
      conversationId: 'freshsales:freshsales:contact/70001',
      participants: [{ role: 'agent' }, { role: 'customer' }],
    },
  ]);
  expect(await read(platform, fixture('deal-deleted'))).toMatchObject([
    { state: 'deleted', objectId: 'deal/2' },
  ]);
  expect(await read(platform, fixture('unknown'))).toMatchObject([{ kind: 'other' }]);
});

test('what the API answers is read, with what stands beside the record', async () => {
  expect(await readFetched('contact/1', bodyOf(fixture('fetched-contact')))).toMatchObject({
    account: 'widgetz.myfreshworks.com',
    kind: 'record',
    revision: Date.parse('2020-06-05T05:27:45+05:30'),
    participants: [{ traits: { company: 'Widgetz.io', title: 'CEO' } }],
    link: 'https://widgetz.myfreshworks.com/crm/sales/contacts/1',
  });
  expect(await readFetched('deal/2', bodyOf(fixture('fetched-deal')))).toMatchObject({ state: 'deleted' });
  expect(await readFetched('appointment/4', bodyOf(fixture('fetched-appointment')))).toMatchObject({
    kind: 'meeting',
    durationSeconds: 3600,
    participants: [{ role: 'agent' }, { role: 'customer' }],
  });
});

const account = () => ({
  ...connectedVendor(source, createSimulator, 'https://simulated.myfreshworks.com'),
  random: seeded(9),
});

test('calls point to all that happens; history finds it again in pages, under the same ids', async () => {
  const { simulator, settings, api, random, pass } = account();
  const { siteUrl = '' } = settings;
  const archived = new Set<string>();
  const bring = async ({ objectType, objectId, change }: Pointer) => {
    const result = present(await source.fetch?.({ objectType, objectId, change, parameters: {} }, api()));
    const body = result.found ? present(result.objects[0]).body : new Uint8Array();
    const one = await readFetched(`${objectType}/${objectId}`, body, {
      found: result.found,
      change,
      siteUrl,
    });
    archived.add(one.interactionId);
  };
  for (let index = 0; index < 600; index += 1) {
    pass(20_000);
    for (const delivery of simulator.happen(random)) {
      expect(await platform.source.verify(delivery, settings, NOW)).toEqual({ ok: true });
      const items = await source.normalize(rawOf(platform, delivery), { ...context, settings: { siteUrl } });
      for (const item of items) if ('pointer' in item) await bring(item);
    }
  }
  expect(archived).toEqual(simulator.interactionIds());

  const listed = new Set<string>();
  let pages = 0;
  const span = { from: NOW.getTime(), to: api().now.getTime() + 1000 };
  for await (const answer of historyPages((where) => history.list({ ...span, ...where }, api()))) {
    for (const { pointer, object, interactionIds } of answer.items) {
      const body = present(object).body;
      const { interactionId } = await readFetched(`${pointer.objectType}/${pointer.objectId}`, body, {
        siteUrl,
      });
      expect(interactionIds).toEqual([interactionId]);
      listed.add(interactionId);
    }
    pages += 1;
  }
  expect(listed).toEqual(simulator.interactionIds());
  expect(pages).toBeGreaterThan(3);
});

test('the feeds read every change that a call may have missed', async () => {
  const { simulator, settings, api, random, pass } = account();
  const feeds = present(source.feeds);
  const { siteUrl = '' } = settings;
  const cursors = new Map<string, string>();
  for (const feed of feeds.wanted(settings)) cursors.set(feed, await feeds.start(feed, api()));
  const fed = new Map<string, number>();
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 300; index += 1) {
      pass(1000);
      simulator.happen(random);
    }
    pass(1_800_000);
    for (const feed of cursors.keys()) {
      let more = true;
      while (more) {
        const page = await feeds.read(feed, present(cursors.get(feed)), api());
        if (page.expired) throw new Error('expired');
        for (const { key, body } of page.objects) {
          const { interactionId, revision } = await readFetched(key, body, { siteUrl });
          fed.set(interactionId, Math.max(revision, fed.get(interactionId) ?? 0));
        }
        cursors.set(feed, page.cursor);
        ({ more } = page);
      }
    }
  }
  expect(new Set(fed.keys())).toEqual(simulator.interactionIds());
  expect(await feeds.read('contact', 'nonsense', api())).toEqual({ expired: true });
});

test('what is gone is a deletion; a key that is refused and a limit are told apart', async () => {
  const { simulator, settings, api } = account();
  const pointer = { objectType: 'deal', objectId: '1', change: 'deleted', parameters: {} } as const;
  expect(await source.fetch?.(pointer, api())).toEqual({ found: false });
  expect(await readFetched('deal/1', new Uint8Array(), { found: false })).toMatchObject({ state: 'deleted' });
  const bare = { ...api(), settings: schema.parse({ pathSecret: settings.pathSecret }) };
  await expect(source.fetch?.(pointer, bare)).rejects.toMatchObject({ code: 'platforms.api-not-configured' });
  await expect(source.fetch?.(pointer, { ...api(), http: simulator.vendor.http })).rejects.toMatchObject({
    code: 'platforms.api-unauthorized',
  });
  simulator.vendor.fail(429, 1, { 'retry-after': '60' });
  await expect(source.fetch?.(pointer, api())).rejects.toMatchObject({ code: 'platforms.api-limited' });
});

test('whatever the API answers is read, or refused with a code', async () => {
  await readsAnyAnswer(
    platform,
    ['contact', 'account', 'deal', 'activity', 'task', 'appointment', 'note'],
    [
      'contact',
      'deal',
      'sales_account',
      'id',
      'email',
      'emails',
      'value',
      'amount',
      'contacts',
      'updated_at',
      'targetable_type',
      'targetable_id',
      'notes',
      'is_deleted',
      'from_date',
      'end_date',
    ],
  );
});
