import { platforms, type Platform } from '@throughline/platforms';
import { z } from 'zod';
import { platformList, type PlatformItem } from '../api/connections.ts';
import { everybody } from '../auth/roles.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { isFollowable } from '../present/following.ts';
import { deliverableSamples } from '../trial/sample.ts';

/** A form is drawn from it, so a part that JSON Schema cannot say is left open rather than an error. */
const settingsSchema = ({ settings }: Platform['source']): Record<string, unknown> => ({
  ...z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }),
});

function itemOf(platform: Platform): PlatformItem {
  const { manifest, source, generateSettings } = platform;
  const generated = Object.keys(Object(generateSettings()));
  return {
    id: manifest.id,
    name: manifest.name,
    family: manifest.family,
    docs: manifest.docs,
    authentication: manifest.authentication,
    captures: [...manifest.captures],
    settings: settingsSchema(source),
    secretSettings: [...manifest.secretSettings],
    generated: generated.filter((name) => manifest.secretSettings.includes(name)),
    steps: [...manifest.steps],
    samples: deliverableSamples(platform, new Date()).map(({ title }) => title),
    follows: isFollowable(source),
  };
}

/** What can be connected. */
export function platformRoutes(): ReadonlyArray<Route> {
  // The same for everybody and for as long as we run; some make keys to say what they generate.
  let items: PlatformItem[] | undefined;
  return [
    defineRoute({
      id: 'platforms.list',
      method: 'get',
      path: '/api/v1/platforms',
      tag: 'Sources',
      summary: 'The platforms that can be connected',
      roles: everybody,
      audited: false,
      response: platformList,
      handle() {
        items ??= platforms.all().map(itemOf);
        return { body: { items } };
      },
    }),
  ];
}
