import { publicSettingsOf } from '@throughline/connections';
import { platforms, type Platform, type Sample } from '@throughline/platforms';
import { rawOf } from '@throughline/platforms/testing';
import type { FetchRequest } from '@throughline/schemas';
import { createTestTopics, eventually, type TestTopics } from '@throughline/streams/testing';
import { signedRequest } from '@throughline/traffic';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectAdmin } from '../bench/measure/drain.ts';
import { startRig, type Rig } from './rig.ts';
import { settled } from './settled.ts';

/** Every delivery that a platform shows goes the whole way: taken, read, archived or asked for; and sent again changes nothing. */

interface Page {
  readonly items: ReadonlyArray<{ readonly id: string; readonly interactionId: string }>;
  readonly next: string | null;
}

let rig: Rig;
let admin: Admin;
let requests: TestTopics;

beforeAll(async () => {
  rig = await startRig();
  const of = (name: string) => rig.system.environment[name] ?? '';
  admin = await connectAdmin(of('KAFKA_BROKERS'));
  requests = await createTestTopics(
    {
      kafkaBrokers: of('KAFKA_BROKERS'),
      registryUrl: of('SCHEMA_REGISTRY_URL'),
      prefix: of('KAFKA_TOPIC_PREFIX'),
    },
    { topics: [], listen: ['fetch.requests'] },
  );
});
afterAll(async () => {
  await requests?.close();
  await admin?.disconnect();
  await rig?.stop();
});

/** What the delivery must become, by the same pure function that the normaliser runs. */
async function expectedOf(platform: Platform, sample: Sample, receivedAt: number) {
  const { manifest, source } = platform;
  const ready = rig.sources[manifest.id];
  const request = signedRequest({ platform: manifest.id, sample }, rig.sources, new Date(receivedAt));
  const settings = publicSettingsOf({ platform: manifest.id, settings: ready?.settings });
  return source.normalize(rawOf(platform, request, receivedAt), {
    settings,
    region: 'US',
    internalDomains: [],
  });
}

/** Ids of the interactions that do not hang on the time of receipt, and whether anything has to be fetched. */
async function promisedBy(platform: Platform, now: Date) {
  const ids = new Set<string>();
  let pointers = 0;
  for (const sample of platform.samples(now)) {
    const first = await expectedOf(platform, sample, now.getTime());
    const later = await expectedOf(platform, sample, now.getTime() + 60_000);
    const idsLater = new Set(later.map((item) => ('pointer' in item ? '' : item.interactionId)));
    for (const item of first) {
      if ('pointer' in item) pointers += 1;
      else if (idsLater.has(item.interactionId)) ids.add(item.interactionId);
    }
  }
  return { ids, pointers };
}

async function archivedOf(platform: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: Page = await rig.get<Page>(
      `/interactions?platform=${platform}&limit=100${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    for (const { interactionId } of page.items) ids.add(interactionId);
    cursor = page.next;
  } while (cursor !== null);
  return ids;
}

test('every sample of every platform arrives, and again changes nothing', { timeout: 600_000 }, async () => {
  const now = new Date();
  const sendAll = async () => {
    for (const platform of platforms.all()) {
      for (const sample of platform.samples(now)) {
        const request = signedRequest({ platform: platform.manifest.id, sample }, rig.sources, new Date());
        const status = await rig.sender.send(request);
        expect(status, `${platform.manifest.id}: ${sample.title}`).toBeGreaterThanOrEqual(200);
        expect(status, `${platform.manifest.id}: ${sample.title}`).toBeLessThan(300);
      }
    }
  };
  await sendAll();
  await eventually(() => settled(rig, admin), 'everything is archived', 120);
  const before = new Map<string, ReadonlySet<string>>();
  for (const platform of platforms.all()) {
    const { id } = platform.manifest;
    const { ids, pointers } = await promisedBy(platform, now);
    const archived = await eventually(
      async () => {
        const found = await archivedOf(id);
        return [...ids].every((one) => found.has(one)) && found;
      },
      `what ${id} brought is searchable`,
      30,
    );
    before.set(id, archived);
    // What is only pointed to is asked for: the fetcher has taken it, and does or drops it in its own time.
    if (ids.size > 0) continue;
    expect(pointers, `${id} brings something`).toBeGreaterThan(0);
    await eventually(
      async () => {
        const asked = await requests.decodedIn<FetchRequest>('fetch.requests');
        return asked.some(({ content }) => content?.platform === id);
      },
      `what ${id} points to is asked for`,
      60,
    );
  }

  await sendAll();
  await eventually(() => settled(rig, admin), 'everything is archived again', 120);
  for (const platform of platforms.all()) {
    const { id } = platform.manifest;
    const { ids } = await promisedBy(platform, now);
    const after = await archivedOf(id);
    const news = [...after].filter((one) => before.get(id)?.has(one) !== true);
    // Only what has neither an id nor a time of the vendor's may show again; none of the promised is doubled.
    expect(
      news.filter((one) => ids.has(one)),
      id,
    ).toEqual([]);
    for (const one of ids) expect(after.has(one), id).toBe(true);
  }
});
