import {
  createVendor,
  type Vendor,
  type VendorAnswer,
  type VendorRequest,
} from '@throughline/platforms/simulation';
import type { HttpRequest, Pointer, Platform } from '@throughline/platforms';
import { call, getJson, sendJson } from '@throughline/platforms/calling';
import type { Interaction } from '@throughline/schemas';
import { z } from 'zod';

/** A made-up vendor with everything that vendors have, as small as it can be: for tests of the fetcher alone. */

const settingsSchema = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  refreshToken: z.string(),
  apiUrl: z.string(),
  wants: z.array(z.enum(['subscription', 'feed', 'history', 'stream'])),
});
export type AcmeSettings = z.output<typeof settingsSchema>;

export const API = 'https://acme.example';
export const acmeSettings: AcmeSettings = {
  clientId: 'client',
  clientSecret: 'client-secret',
  refreshToken: 'refresh-0',
  apiUrl: API,
  wants: ['subscription', 'feed', 'history'],
};

const json = (body: unknown): Uint8Array => Buffer.from(JSON.stringify(body));
const parsed = (body: Uint8Array) => JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>;
export const idOf = (id: string): string => `interaction-${id}`;

const interactionOf = (body: Record<string, unknown>, found: boolean): Interaction =>
  ({
    interactionId: idOf(String(body['id'])),
    documentId: `${String(body['id'])}/${String(body['text'])}`,
    kind: 'message',
    state: found ? 'active' : 'deleted',
  }) as unknown as Interaction;

const pointerOf = (id: string, objectType = 'message', change: Pointer['change'] = 'unknown'): Pointer => ({
  pointer: true,
  objectType,
  objectId: id,
  change,
  parameters: {},
});

type Listed = { items: Array<{ id: string }>; next?: string };
type Made = { id: string; expiresAt: number };

export const acme: Platform<AcmeSettings> = {
  manifest: {
    id: 'acme',
    name: 'Acme',
    family: 'chat',
    docs: 'https://acme.example/docs',
    authentication: 'none',
    captures: [],
    secrets: [],
    identity: 'vendor',
    methods: ['POST'],
    maxBodyBytes: 1_000_000,
    reading: 1,
    keptHeaders: [],
    secretSettings: ['clientSecret', 'refreshToken'],
    steps: [],
  },
  generateSettings: () => acmeSettings,
  sign: (request) => request,
  samples: () => [],
  source: {
    settings: settingsSchema,
    verify: () => ({ ok: true }),
    describe: () => ({ deliveryId: 'delivery', key: 'key' }),
    normalize(raw) {
      if (raw.method === 'FETCH' && raw.headers['x-fetch-found'] === 'false')
        return [interactionOf({ id: raw.headers['x-fetch-object']?.split('/')[1] }, false)];
      const body = parsed(raw.body);
      if (raw.method === 'FETCH' || raw.method === 'STREAM') return [interactionOf(body, true)];
      return [
        pointerOf(
          String(body['id']),
          String(body['type']),
          (body['change'] ?? 'unknown') as Pointer['change'],
        ),
      ];
    },
    access: (settings) => ({
      type: 'oauth',
      grant: 'refresh_token',
      tokenUrl: `${settings.apiUrl}/token`,
      clientId: settings.clientId,
      clientSecret: settings.clientSecret,
      refreshToken: settings.refreshToken,
    }),
    async fetch(pointer, api) {
      const url = `${api.settings.apiUrl}/messages/${pointer.objectId}`;
      const answer = await call(api, { method: 'GET', url });
      return answer === undefined
        ? { found: false }
        : { found: true, objects: [{ url, headers: {}, body: answer.body }] };
    },
    subscriptions: {
      renewAheadSeconds: 3_600,
      wanted: ({ wants }) => (wants.includes('subscription') ? ['messages'] : []),
      async find(key, url, api) {
        const all = (await getJson(api, `${api.settings.apiUrl}/subscriptions`)) as Array<
          Made & { url: string }
        >;
        const one = all.find((each) => each.url === url);
        return one && { key, remoteId: one.id, expiresAt: one.expiresAt };
      },
      async create(key, url, api) {
        const made = (await sendJson(api, 'POST', `${api.settings.apiUrl}/subscriptions`, { url })) as Made;
        return { key, remoteId: made.id, expiresAt: made.expiresAt };
      },
      async renew(subscription, _url, api) {
        const path = `${api.settings.apiUrl}/subscriptions/${subscription.remoteId}`;
        const made = (await sendJson(api, 'PATCH', path, {})) as Made | undefined;
        return made && { ...subscription, expiresAt: made.expiresAt };
      },
      async remove(subscription, api) {
        await sendJson(api, 'DELETE', `${api.settings.apiUrl}/subscriptions/${subscription.remoteId}`);
      },
    },
    feeds: {
      pollSeconds: 3_600,
      wanted: ({ wants }) => (wants.includes('feed') ? ['changes'] : []),
      start: async (_feed, api) =>
        ((await getJson(api, `${api.settings.apiUrl}/feed/end`)) as { cursor: string }).cursor,
      async read(_feed, cursor, api) {
        const url = `${api.settings.apiUrl}/feed?cursor=${cursor}`;
        const answer = await call(api, { method: 'GET', url }, [400]);
        if (answer?.status === 400) return { expired: true };
        const page = parsed(answer?.body ?? json({})) as unknown as {
          ids: string[];
          whole: Array<{ id: string }>;
          cursor: string;
          more: boolean;
        };
        return {
          expired: false,
          pointers: page.ids.map((id) => pointerOf(id)),
          objects: page.whole.map((one) => ({ key: `message/${one.id}`, url, headers: {}, body: json(one) })),
          cursor: page.cursor,
          more: page.more,
        };
      },
    },
    history: {
      days: 5,
      ready: ({ wants }) => wants.includes('history'),
      async list({ from, to, page }, api) {
        const query = new URLSearchParams({
          from: String(from),
          to: String(to),
          ...(page !== undefined && { page }),
        });
        const listed = (await getJson(api, `${api.settings.apiUrl}/history?${query.toString()}`)) as Listed;
        return {
          items: listed.items.map(({ id }) => ({ pointer: pointerOf(id), interactionIds: [idOf(id)] })),
          ...(listed.next !== undefined && { next: listed.next }),
        };
      },
    },
    stream: {
      wanted: ({ wants }) => wants.includes('stream'),
      silenceSeconds: 3_600,
      async open(api) {
        const made = (await sendJson(api, 'POST', `${api.settings.apiUrl}/channels`, {})) as Made;
        return { url: `wss://acme.example/${made.id}`, expiresAt: made.expiresAt, greetings: ['hello'] };
      },
      read(message) {
        const { kind, id } = JSON.parse(message) as { kind: string; id?: string };
        if (kind === 'message') return { kind: 'delivery', deliveryId: String(id), key: String(id) };
        return { kind: kind === 'bye' ? 'closing' : 'heartbeat' };
      },
    },
  },
};

interface Message {
  readonly id: string;
  text: string;
  readonly at: number;
}

export interface Acme {
  readonly vendor: Vendor;
  readonly messages: Map<string, Message>;
  readonly subscriptions: Map<string, { id: string; url: string; expiresAt: number }>;
  /** Says something; `whole` has the feed bring it whole. @returns its id */
  say(text: string, whole?: boolean): string;
  /** The notification of a message, as the vendor sends it. */
  notice(id: string, type?: string, change?: string): HttpRequest;
  /** The feed forgets everything up to now. */
  forgetFeed(): void;
  /** Requests so far of this method and path. */
  asked(request: string): number;
}

const PAGE = 3;

export function createAcme(now: () => Date, options: { readonly refreshToken?: string } = {}): Acme {
  const messages = new Map<string, Message>();
  const subscriptions: Acme['subscriptions'] = new Map();
  const feed: Array<{ id: string; whole: boolean }> = [];
  let forgotten = 0;
  let made = 0;
  const lasting = () => now().getTime() + 24 * 3_600_000;
  const ok = (body: unknown): VendorAnswer => ({ status: 200, body });
  const pageOf = <T>(all: ReadonlyArray<T>, at: number) => {
    const rest = all.slice(at, at + PAGE);
    return { rest, next: at + rest.length, more: at + rest.length < all.length };
  };

  function readFeed({ url }: VendorRequest): VendorAnswer {
    const cursor = Number(url.searchParams.get('cursor'));
    if (cursor < forgotten) return { status: 400, body: {} };
    const { rest, next, more } = pageOf(feed, cursor);
    const whole = rest.filter((one) => one.whole).map(({ id }) => messages.get(id));
    return ok({
      ids: rest.filter((one) => !one.whole).map(({ id }) => id),
      whole,
      cursor: String(next),
      more,
    });
  }

  function readHistory({ url }: VendorRequest): VendorAnswer {
    const number = (name: string) => Number(url.searchParams.get(name));
    const all = [...messages.values()].filter(({ at }) => at >= number('from') && at < number('to'));
    const { rest, next, more } = pageOf(all, number('page'));
    return ok({ items: rest.map(({ id }) => ({ id })), ...(more && { next: String(next) }) });
  }

  const vendor = createVendor({
    now,
    oauth: {
      path: '/token',
      clientId: 'client',
      clientSecret: 'client-secret',
      refreshToken: options.refreshToken ?? 'refresh-0',
      lifetimeSeconds: 3_600,
      rotates: true,
    },
    routes: [
      {
        method: 'GET',
        path: /\/messages\/(.+)/,
        answer: ({ path }) => {
          const message = messages.get(path[0] ?? '');
          return message === undefined ? { status: 404 } : ok(message);
        },
      },
      { method: 'GET', path: /\/subscriptions/, answer: () => ok([...subscriptions.values()]) },
      {
        method: 'POST',
        path: /\/subscriptions/,
        answer: ({ body }) => {
          made += 1;
          const one = { id: `sub-${made}`, url: String(parsed(body)['url']), expiresAt: lasting() };
          subscriptions.set(one.id, one);
          return ok(one);
        },
      },
      {
        method: 'PATCH',
        path: /\/subscriptions\/(.+)/,
        answer: ({ path }) => {
          const one = subscriptions.get(path[0] ?? '');
          if (one === undefined || one.expiresAt <= now().getTime()) return { status: 404 };
          one.expiresAt = lasting();
          return ok(one);
        },
      },
      {
        method: 'DELETE',
        path: /\/subscriptions\/(.+)/,
        answer: ({ path }) => ({ status: subscriptions.delete(path[0] ?? '') ? 204 : 404 }),
      },
      { method: 'GET', path: /\/feed\/end/, answer: () => ok({ cursor: String(feed.length) }) },
      { method: 'GET', path: /\/feed/, answer: readFeed },
      { method: 'GET', path: /\/history/, answer: readHistory },
      {
        method: 'POST',
        path: /\/channels/,
        answer: () => {
          made += 1;
          return ok({ id: `channel-${made}`, expiresAt: lasting() });
        },
      },
    ],
  });

  return {
    vendor,
    messages,
    subscriptions,
    say(text, whole = false) {
      const id = `m${messages.size + 1}`;
      messages.set(id, { id, text, at: now().getTime() });
      feed.push({ id, whole });
      return id;
    },
    notice: (id, type = 'message', change = 'created') => ({
      method: 'POST',
      url: 'https://edge.example.com/webhooks/acme/src_test',
      headers: {},
      body: json({ type, id, change }),
    }),
    forgetFeed: () => void (forgotten = feed.length),
    asked: (request) => vendor.requests.filter((one) => one === request).length,
  };
}
