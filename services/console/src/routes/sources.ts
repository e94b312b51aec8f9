import type { Connections, Source } from '@throughline/connections';
import { platforms } from '@throughline/platforms';
import {
  connectedSource,
  newSource,
  rotation,
  sourceChange,
  sourceDetail,
  sourceList,
} from '../api/connections.ts';
import { done, withId } from '../api/shapes.ts';
import { administrators, everybody } from '../auth/roles.ts';
import { consoleErrors } from '../errors.ts';
import { defineRoute, type Route } from '../http/route.ts';
import type { ConsoleDeps } from '../deps.ts';
import { connectedSourceOf, sourceDetailOf, sourceItemOf } from '../present/source.ts';

const tag = 'Sources';

type Settings = Readonly<Record<string, unknown>>;

/** @throws console.not-found */
export async function sourceOf(connections: Pick<Connections, 'getSource'>, id: string): Promise<Source> {
  const source = await connections.getSource(id);
  if (source === undefined) throw consoleErrors.notFound();
  return source;
}

/** Connecting vendors. */
export function sourceRoutes({ connections, edgeUrl }: ConsoleDeps): ReadonlyArray<Route> {
  const generated = (platform: string): Settings => {
    if (!platforms.has(platform)) throw consoleErrors.platformUnknown({ detail: { platform } });
    return Object(platforms.get(platform).generateSettings());
  };
  /** Those of the generated settings that are secrets; nothing else is made up beside what was given. */
  const freshSecrets = (platform: string): Settings => {
    const all = Object.entries(generated(platform));
    const { secretSettings } = platforms.get(platform).manifest;
    return Object.fromEntries(all.filter(([name]) => secretSettings.includes(name)));
  };
  const detailOf = async (source: Source) =>
    sourceDetailOf(source, edgeUrl, await connections.arrivalsOf([source.id]));
  return [
    defineRoute({
      id: 'sources.create',
      method: 'post',
      path: '/api/v1/sources',
      tag,
      summary: 'Connects a vendor: answers the URL, the steps and, this once, the secrets',
      roles: administrators,
      audited: true,
      status: 201,
      body: newSource,
      response: connectedSource,
      async handle({ body: { platform, name, settings, generate = [] } }) {
        const fallback = generated(platform);
        const secrets = freshSecrets(platform);
        const unknown = generate.filter((setting) => !Object.hasOwn(secrets, setting));
        if (unknown.length > 0) throw consoleErrors.settingsInvalid({ detail: { platform, unknown } });
        const made = Object.fromEntries(generate.map((setting) => [setting, secrets[setting]]));
        const whole = settings === undefined && generate.length === 0 ? fallback : { ...made, ...settings };
        const source = await connections.createSource({ platform, name, settings: whole });
        return {
          body: connectedSourceOf(source, edgeUrl, []),
          subjects: [`source:${source.id}`],
          details: { platform },
        };
      },
    }),
    defineRoute({
      id: 'sources.list',
      method: 'get',
      path: '/api/v1/sources',
      tag,
      summary: 'Connected vendors, secrets masked',
      roles: everybody,
      audited: false,
      response: sourceList,
      async handle() {
        const sources = await connections.listSources();
        const arrived = await connections.arrivalsOf(sources.map(({ id }) => id));
        return { body: { items: sources.map((source) => sourceItemOf(source, edgeUrl, arrived)) } };
      },
    }),
    defineRoute({
      id: 'sources.read',
      method: 'get',
      path: '/api/v1/sources/{id}',
      tag,
      summary: 'One source with its steps, secrets masked',
      roles: everybody,
      audited: false,
      params: withId,
      response: sourceDetail,
      handle: async ({ params: { id } }) => ({ body: await detailOf(await sourceOf(connections, id)) }),
    }),
    defineRoute({
      id: 'sources.change',
      method: 'put',
      path: '/api/v1/sources/{id}',
      tag,
      summary: 'Changes its name or some of its settings; secrets that were valid stay so for a day',
      roles: administrators,
      audited: true,
      params: withId,
      body: sourceChange,
      response: sourceDetail,
      async handle({ params: { id }, body: { name, settings } }) {
        const before = await sourceOf(connections, id);
        const changed = Object.entries({ ...Object(before.settings), ...settings }).filter(
          ([, value]) => value !== null,
        );
        const source = await connections.updateSource(id, {
          ...(name === undefined ? {} : { name }),
          ...(settings === undefined ? {} : { settings: Object.fromEntries(changed) }),
        });
        return {
          body: await detailOf(source),
          subjects: [`source:${id}`],
          details: { settings: Object.keys(settings ?? {}) },
        };
      },
    }),
    defineRoute({
      id: 'sources.rotate',
      method: 'post',
      path: '/api/v1/sources/{id}/rotate',
      tag,
      summary: 'Gives it new secrets; the ones before stay valid for a day unless said otherwise',
      roles: administrators,
      audited: true,
      params: withId,
      body: rotation,
      response: connectedSource,
      async handle({ params: { id }, body: { settings, previousValidSeconds } }) {
        const before = await sourceOf(connections, id);
        const source = await connections.updateSource(id, {
          settings: settings ?? { ...Object(before.settings), ...freshSecrets(before.platform) },
          ...(previousValidSeconds === undefined ? {} : { previousValidMs: previousValidSeconds * 1000 }),
        });
        const arrived = await connections.arrivalsOf([id]);
        return { body: connectedSourceOf(source, edgeUrl, arrived), subjects: [`source:${id}`] };
      },
    }),
    defineRoute({
      id: 'sources.delete',
      method: 'delete',
      path: '/api/v1/sources/{id}',
      tag,
      summary: 'Disconnects it: its URL answers 404 from then on; what it brought stays',
      roles: administrators,
      audited: true,
      params: withId,
      response: done,
      async handle({ params: { id } }) {
        if (!(await connections.deleteSource(id))) throw consoleErrors.notFound();
        return { body: { done: true }, subjects: [`source:${id}`] };
      },
    }),
  ];
}
