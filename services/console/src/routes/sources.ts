import type { Source } from '@throughline/connections';
import { platforms } from '@throughline/platforms';
import { z } from 'zod';
import {
  connectedSource,
  newSource,
  platformList,
  rotation,
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

/** A form is drawn from it, so a part that JSON Schema cannot say is left open rather than an error. */
const settingsSchema = (platform: string) =>
  z.toJSONSchema(platforms.get(platform).source.settings, { io: 'input', unrepresentable: 'any' });

/** What can be connected. */
export function platformRoutes(): ReadonlyArray<Route> {
  return [
    defineRoute({
      id: 'platforms.list',
      method: 'get',
      path: '/api/v1/platforms',
      tag,
      summary: 'The platforms that can be connected',
      roles: everybody,
      audited: false,
      response: platformList,
      handle() {
        const items = platforms.all().map(({ manifest }) => ({
          id: manifest.id,
          name: manifest.name,
          family: manifest.family,
          docs: manifest.docs,
          authentication: manifest.authentication,
          captures: [...manifest.captures],
          settings: settingsSchema(manifest.id),
          secretSettings: [...manifest.secretSettings],
          steps: [...manifest.steps],
        }));
        return { body: { items } };
      },
    }),
  ];
}

/** Connecting vendors. */
export function sourceRoutes({ connections, edgeUrl }: ConsoleDeps): ReadonlyArray<Route> {
  const generated = (platform: string): unknown => {
    if (!platforms.has(platform)) throw consoleErrors.platformUnknown({ detail: { platform } });
    return platforms.get(platform).generateSettings();
  };
  const sourceOf = async (id: string): Promise<Source> => {
    const source = await connections.getSource(id);
    if (source === undefined) throw consoleErrors.notFound();
    return source;
  };
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
      async handle({ body: { platform, name, settings } }) {
        const fallback = generated(platform);
        const source = await connections.createSource({ platform, name, settings: settings ?? fallback });
        return {
          body: connectedSourceOf(source, edgeUrl),
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
        return { body: { items: sources.map((source) => sourceItemOf(source, edgeUrl)) } };
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
      handle: async ({ params: { id } }) => ({ body: sourceDetailOf(await sourceOf(id), edgeUrl) }),
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
        const before = await sourceOf(id);
        const { manifest } = platforms.get(before.platform);
        const fresh = Object.entries(Object(generated(before.platform))).filter(([name]) =>
          manifest.secretSettings.includes(name),
        );
        const source = await connections.updateSource(id, {
          settings: settings ?? { ...Object(before.settings), ...Object.fromEntries(fresh) },
          ...(previousValidSeconds === undefined ? {} : { previousValidMs: previousValidSeconds * 1000 }),
        });
        return { body: connectedSourceOf(source, edgeUrl), subjects: [`source:${id}`] };
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
