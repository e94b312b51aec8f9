import { createFollowing } from '@throughline/following';
import type { HttpClient, Platform } from '@throughline/platforms';
import { testStack } from '@throughline/stack/testing';
import { afterAll } from 'vitest';
import { acme, acmeSettings, createAcme, type Acme, type AcmeSettings } from './test-vendor.ts';
import { createWorld, SOURCE_ID, type World, type WorldOptions } from './testing.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** When every scene begins. */
export const NOON = Date.UTC(2026, 10, 10, 12);

type Following = ReturnType<typeof createFollowing>;

export interface Scene {
  readonly world: World;
  readonly vendor: Acme;
  readonly following: Following;
  /** Lets time go by in steps of ten minutes, with all that is due being done. */
  pass(milliseconds: number): Promise<void>;
  source(): Promise<Awaited<ReturnType<Following['sources']>>[number] | undefined>;
}

interface SceneOptions extends Partial<WorldOptions> {
  /** What happened at the vendor before. */
  readonly prepare?: (vendor: Acme, at: (time: number) => void) => void;
  readonly observe?: (url: URL) => void;
  /** Whether the vendor's answer to this request is lost. */
  readonly isLost?: (request: Parameters<HttpClient>[0]) => boolean;
}

/** For the tests of a file: a made-up vendor that is followed by the real engine, each time on a database of its own. */
export async function openScenes() {
  const stack = await testStack();
  const worlds: World[] = [];
  afterAll(async () => {
    for (const world of worlds) await world.close();
    await stack.cleanUp();
  });

  return async (wants: AcmeSettings['wants'], options: SceneOptions = {}): Promise<Scene> => {
    let time = NOON;
    const vendor = createAcme(() => new Date(time));
    options.prepare?.(vendor, (at) => void (time = at));
    time = NOON;
    const world = await createWorld({
      stack,
      platform: acme as unknown as Platform,
      settings: { ...acmeSettings, wants },
      http: async (request) => {
        options.observe?.(new URL(request.url));
        const answer = await vendor.vendor.http(request);
        if (options.isLost?.(request)) throw new Error('the answer is lost');
        return answer;
      },
      start: new Date(NOON),
      ...options,
    });
    worlds.push(world);
    const following = createFollowing(world.database, world.now);
    await world.engine.settle();
    return {
      world,
      vendor,
      following,
      async pass(milliseconds) {
        for (const end = time + milliseconds; time < end;) {
          time = Math.min(end, time + 10 * MINUTE);
          world.setTime(new Date(time));
          await world.engine.settle();
        }
      },
      source: async () => (await following.sources([SOURCE_ID]))[0],
    };
  };
}
