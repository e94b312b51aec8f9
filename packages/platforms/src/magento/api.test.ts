import { expect, test } from 'vitest';
import type { Pointer } from '../contract.ts';
import { connectedVendor, historyPages } from '../simulation/driving.ts';
import { readsAnyAnswer } from '../simulation/hostile.ts';
import { seeded } from '../simulation/random.ts';
import { context, NOW, platformOf, present, rawOf, readFetched as readAsFetched } from '../testing.ts';
import { magento } from './index.ts';
import { createSimulator } from './simulator/index.ts';
import { source } from './source/index.ts';

const platform = platformOf(magento);
const SITE = 'https://shop.example.com';
const history = present(source.history);

/** As the fetcher writes it. */
const readFetched = (
  object: string,
  body: Uint8Array,
  { siteUrl = SITE, ...how }: { found?: boolean; siteUrl?: string } = {},
) => readAsFetched(platform, object, body, { ...how, settings: { siteUrl } });

const shop = () => ({
  ...connectedVendor(source, createSimulator, 'https://magento.example.com'),
  random: seeded(13),
});

test('events tell of all that happens; history finds it again, under the same ids', async () => {
  const { simulator, settings, api, random, pass } = shop();
  const { siteUrl = '' } = settings;
  const archived = new Set<string>();
  const bring = async ({ objectType, objectId, change }: Pointer) => {
    const result = present(await source.fetch?.({ objectType, objectId, change, parameters: {} }, api()));
    if (!result.found) throw new Error('gone');
    const one = await readFetched(`${objectType}/${objectId}`, present(result.objects[0]).body, { siteUrl });
    expect(one.participants[0]?.identifiers.length).toBeGreaterThan(1);
    archived.add(one.interactionId);
  };
  for (let index = 0; index < 500; index += 1) {
    pass(30_000);
    for (const delivery of simulator.happen(random)) {
      expect(await platform.source.verify(delivery, settings, NOW)).toMatchObject({ ok: true });
      const items = await source.normalize(rawOf(platform, delivery), { ...context, settings: { siteUrl } });
      for (const item of items)
        if ('pointer' in item) await bring(item);
        else archived.add(item.interactionId);
    }
  }
  expect(archived).toEqual(simulator.interactionIds());

  const listed = new Set<string>();
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
  }
  expect(listed).toEqual(simulator.interactionIds());
});

test('the feeds read every change, in pages, where many are of the same second too', async () => {
  const { simulator, settings, api, pass } = shop();
  const feeds = present(source.feeds);
  const { siteUrl = '' } = settings;
  const random = seeded(29);
  const cursors = new Map<string, string>();
  for (const feed of feeds.wanted(settings)) cursors.set(feed, await feeds.start(feed, api()));
  const fed = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 300; index += 1) {
      if (index % 50 === 0) pass(1000);
      simulator.happen(random);
    }
    pass(3_600_000);
    for (const feed of cursors.keys()) {
      let more = true;
      for (let pages = 0; more; pages += 1) {
        expect(pages).toBeLessThan(50);
        const page = await feeds.read(feed, present(cursors.get(feed)), api());
        if (page.expired) throw new Error('expired');
        for (const { key, body } of page.objects)
          fed.add((await readFetched(key, body, { siteUrl })).interactionId);
        cursors.set(feed, page.cursor);
        ({ more } = page);
      }
    }
  }
  expect(fed).toEqual(simulator.interactionIds());
});

test('what is gone is a deletion; without a token nothing is asked', async () => {
  const { settings, api } = shop();
  const pointer = { objectType: 'customer', objectId: '1', change: 'changed', parameters: {} } as const;
  expect(await source.fetch?.(pointer, api())).toEqual({ found: false });
  expect(await readFetched('customer/1', new Uint8Array(), { found: false })).toMatchObject({
    state: 'deleted',
  });
  const { accessToken: _, ...bare } = settings;
  await expect(source.fetch?.(pointer, { ...api(), settings: bare })).rejects.toMatchObject({
    code: 'platforms.api-not-configured',
  });
});

test('whatever the API answers is read, or refused with a code', async () => {
  await readsAnyAnswer(
    platform,
    ['customer', 'order', 'subscriber', 'invoice', 'shipment', 'creditmemo'],
    [
      'id',
      'entity_id',
      'email',
      'addresses',
      'telephone',
      'country_id',
      'items',
      'name',
      'qty_ordered',
      'grand_total',
      'updated_at',
      'subscriber_status',
      'extension_attributes',
    ],
  );
});
