import { expect, test } from 'vitest';
import type { Pointer } from '../contract.ts';
import { interactionIdOf } from '../reading/index.ts';
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
import { copper } from './index.ts';
import { readsAnyAnswer } from '../simulation/hostile.ts';
import { connectedVendor, historyPages } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { createSimulator } from './simulator/index.ts';
import { source } from './source/index.ts';
import { settings as schema } from './source/settings.ts';

const platform = platformOf(copper);
const URL_OF_SOURCE = 'https://edge.example.com/webhooks/copper/src_test';

const fixture = fixtureReader('copper');

const subscriptions = present(source.subscriptions);
const feeds = present(source.feeds);
const history = present(source.history);

/** As the fetcher writes it. */
const readFetched = (
  object: string,
  body: Uint8Array,
  { account = '4711', ...how }: { found?: boolean; change?: string; account?: string } = {},
) => readAsFetched(platform, object, body, { ...how, settings: { account } });

test('the secret is taken from the header, or from the body of a subscription made by hand', async () => {
  const settings = schema.parse({ secret: 'a-secret-of-some-length' });
  const request = {
    method: 'POST',
    url: URL_OF_SOURCE,
    headers: {},
    body: Buffer.from(
      '{"ids":[1],"type":"lead","event":"update","secret":"a-secret-of-some-length","key":"x"}',
    ),
  };
  expect(await platform.source.verify(request, settings, NOW)).toEqual({ ok: true });
  const wrong = { ...request, headers: { 'x-webhook-secret': 'another' } };
  expect(await platform.source.verify(wrong, settings, NOW)).toMatchObject({ ok: false });
});

test('a notification points to every record that it names', async () => {
  expect(await read(platform, fixture('person-updated'))).toEqual(
    ['27140359', '27140448'].map((objectId) => ({
      pointer: true,
      objectType: 'person',
      objectId,
      change: 'changed',
      parameters: {},
    })),
  );
  expect(await read(platform, fixture('lead-deleted'))).toMatchObject([
    { objectType: 'lead', change: 'deleted' },
  ]);
  expect(await read(platform, fixture('unknown-type'))).toMatchObject([
    { kind: 'other', vendorEvent: 'activity_log.new' },
  ]);
});

test('an unknown notification is kept without its secret', async () => {
  const body = '{"ids":[1],"type":"new thing","event":"new","secret":"a-secret-of-some-length"}';
  const [one] = await read(platform, { ...fixture('unknown-type'), body });
  expect(JSON.stringify(one)).not.toContain('a-secret-of-some-length');
});

test.each([
  [
    'person/27140359',
    'fetched-person',
    {
      kind: 'record',
      revision: 1_490_045_010_000,
      participants: [
        {
          name: 'My Contact',
          traits: { company: 'Dunder Mifflin', tags: 'vip' },
          identifiers: [
            { type: 'email', verified: true },
            { type: 'phone', value: '+14151234567' },
            { type: 'copper-person', value: '4711/27140359' },
          ],
        },
      ],
    },
  ],
  [
    'lead/8894157',
    'fetched-lead',
    {
      kind: 'record',
      amount: 100,
      participants: [{ identifiers: [{ value: 'mylead@noemail.com' }, { type: 'copper-lead' }] }],
    },
  ],
  [
    'opportunity/4340227',
    'fetched-opportunity',
    {
      kind: 'record',
      amount: 75_000,
      currency: 'USD',
      participants: [{ identifiers: [{ value: '4711/27140359' }] }],
    },
  ],
  [
    'task/3716920',
    'fetched-task',
    { kind: 'task', direction: 'internal', participants: [{ role: 'agent' }, { role: 'customer' }] },
  ],
  [
    'activity/3061844454',
    'fetched-activity',
    {
      kind: 'note',
      text: 'This is the description of this note',
      conversationId: 'copper:4711:person/27140359',
    },
  ],
])('%s is read', async (object, name, expected) => {
  expect(await readFetched(object, bodyOf(fixture(name)))).toMatchObject(expected);
});

const account = () => ({
  ...connectedVendor(source, createSimulator, 'https://copper.example.com'),
  random: seeded(5),
});

test('each subscription is made once, found again and missed when it is gone; a changed secret makes new ones', async () => {
  const { api, settings } = account();
  const keys = subscriptions.wanted(settings);
  expect(keys).toHaveLength(18);
  expect(subscriptions.wanted(schema.parse({ secret: 'a-secret-of-some-length' }))).toEqual([]);
  const made = await subscriptions.create('person.new', URL_OF_SOURCE, api());
  expect(await subscriptions.find('person.new', URL_OF_SOURCE, api())).toEqual(made);
  expect(await subscriptions.find('person.update', URL_OF_SOURCE, api())).toBeUndefined();
  const renamed = { ...api(), settings: { ...settings, secret: 'another-secret-of-some-length' } };
  expect(await subscriptions.find('person.new', URL_OF_SOURCE, renamed)).toBeUndefined();
  expect(await subscriptions.renew(made, URL_OF_SOURCE, api())).toEqual(made);
  await subscriptions.remove(made, api());
  await subscriptions.remove(made, api());
  expect(await subscriptions.renew(made, URL_OF_SOURCE, api())).toBeUndefined();
});

test('notifications and the feed together tell all; history finds all again, under the same ids', async () => {
  const { simulator, settings, api, random, pass } = account();
  for (const key of subscriptions.wanted(settings)) await subscriptions.create(key, URL_OF_SOURCE, api());
  let cursor = await feeds.start('activity', api());
  const archived = new Set<string>();
  const bring = async ({ objectType, objectId, change }: Pointer) => {
    const result = present(await source.fetch?.({ objectType, objectId, change, parameters: {} }, api()));
    const body = result.found ? present(result.objects[0]).body : new Uint8Array();
    const one = await readFetched(`${objectType}/${objectId}`, body, { found: result.found, change });
    archived.add(one.interactionId);
  };
  for (let index = 0; index < 600; index += 1) {
    pass(index % 3 === 0 ? 2_000 : 0);
    for (const delivery of simulator.happen(random)) {
      expect(await platform.source.verify(delivery, settings, NOW)).toEqual({ ok: true });
      for (const item of await source.normalize(rawOf(platform, delivery), context))
        if ('pointer' in item) await bring(item);
    }
    if (index % 40 !== 39) continue;
    pass(60_000);
    let more = true;
    while (more) {
      const page = await feeds.read('activity', cursor, api());
      if (page.expired) throw new Error('expired');
      for (const { key, body } of page.objects) archived.add((await readFetched(key, body)).interactionId);
      ({ cursor, more } = page);
    }
  }
  expect(archived).toEqual(simulator.interactionIds());

  const listed = new Set<string>();
  const span = { from: NOW.getTime(), to: api().now.getTime() + 1000 };
  for await (const answer of historyPages((where) => history.list({ ...span, ...where }, api()))) {
    for (const { pointer, object, interactionIds } of answer.items) {
      const { interactionId } = await readFetched(
        `${pointer.objectType}/${pointer.objectId}`,
        present(object).body,
      );
      expect(interactionIds).toEqual([interactionId]);
      listed.add(interactionId);
    }
  }
  expect(listed).toEqual(simulator.interactionIds());
});

test('what is gone is a deletion, under its own id', async () => {
  const { api } = account();
  const pointer = { objectType: 'lead', objectId: '1', change: 'deleted', parameters: {} } as const;
  expect(await source.fetch?.(pointer, api())).toEqual({ found: false });
  expect(await readFetched('lead/1', new Uint8Array(), { found: false, change: 'deleted' })).toMatchObject({
    state: 'deleted',
    event: 'deleted',
    interactionId: interactionIdOf('copper', '4711', 'lead/1'),
  });
});

test('without a key nothing can be fetched; what is asked too often is asked later', async () => {
  const { simulator, api } = account();
  const pointer = { objectType: 'lead', objectId: '1', change: 'changed', parameters: {} } as const;
  const bare = { ...api(), settings: schema.parse({ secret: 'a-secret-of-some-length' }) };
  await expect(source.fetch?.(pointer, bare)).rejects.toMatchObject({ code: 'platforms.api-not-configured' });
  simulator.vendor.fail(429, 1, { 'retry-after': '1' });
  await expect(source.fetch?.(pointer, api())).rejects.toMatchObject({ code: 'platforms.api-limited' });
});

test('samples point somewhere', async () => {
  for (const sample of platform.samples(NOW)) {
    const items = await source.normalize(rawOf(platform, requestOf(platform, sample)), context);
    expect(items.every((item) => 'pointer' in item)).toBe(true);
  }
});

test('whatever the API answers is read, or refused with a code', async () => {
  await readsAnyAnswer(
    platform,
    ['person', 'lead', 'company', 'opportunity', 'project', 'task', 'activity'],
    [
      'id',
      'name',
      'email',
      'emails',
      'phone_numbers',
      'number',
      'address',
      'country',
      'date_modified',
      'monetary_value',
      'parent',
      'type',
      'details',
      'related_resource',
      'tags',
    ],
  );
});
