import type { Platform } from './contract.ts';
import { platformErrors } from './errors.ts';
import { eightByEight } from './8x8/index.ts';
import { mailgun } from './mailgun/index.ts';
import { shopify } from './shopify/index.ts';
import { slack } from './slack/index.ts';
import { twilio } from './twilio/index.ts';
import { web } from './web/index.ts';
import { zendesk } from './zendesk/index.ts';

/** Forgets the type of a platform's settings; they are parsed by `source.settings` before they reach it. */
const entry = <Settings>(platform: Platform<Settings>): Platform => platform as unknown as Platform;

/** Every platform, one line each. */
const all: ReadonlyArray<Platform> = [
  entry(twilio),
  entry(slack),
  entry(mailgun),
  entry(zendesk),
  entry(eightByEight),
  entry(shopify),
  entry(web),
];

const byId = new Map(all.map((platform) => [platform.manifest.id, platform]));

export const platforms = {
  /** @throws platforms.unknown-platform */
  get(id: string): Platform {
    const platform = byId.get(id);
    if (platform === undefined) throw platformErrors.unknownPlatform({ detail: { platform: id } });
    return platform;
  },
  has: (id: string): boolean => byId.has(id),
  all: (): ReadonlyArray<Platform> => all,
};
