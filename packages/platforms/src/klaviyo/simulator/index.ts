import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf } from '../../reading/index.ts';
import { createVendor, type Route, type Simulator, type SimulatorOptions } from '../../simulation/index.ts';
import { generateSettings, type Settings } from '../source/settings.ts';
import { sign } from '../source/verify.ts';

const ACCOUNT = 'WBhXHN';
const WEBHOOK = '01KP4928STE8FKCWB6WDHZ4ZB7';
const ENDPOINT = 'https://edge.example.com/webhooks/klaviyo/src_test';
const JSON_API = { 'content-type': 'application/vnd.api+json' };
const MOST_A_PAGE = 200;

const METRICS = ['Received Email', 'Opened Email', 'Clicked Email', 'Unsubscribed from Email Marketing'];
const metricId = (name: string) => `M${String(METRICS.indexOf(name)).padStart(5, '0')}`;
const profileId = (number: number) => `01PROFILE${String(number).padStart(17, '0')}`;

interface StoredEvent {
  readonly id: string;
  readonly at: number;
  readonly metric: string;
  readonly profile: number;
}

const errorOf = (status: number, code: string) => ({
  status,
  headers: JSON_API,
  body: { errors: [{ id: '0', status, code, title: code, detail: code, source: { pointer: '/data/' } }] },
});

const eventOf = ({ id, at, metric, profile }: StoredEvent) => ({
  type: 'event',
  id,
  attributes: {
    timestamp: Math.floor(at / 1000),
    datetime: `${new Date(at).toISOString().slice(0, 19)}+00:00`,
    uuid: id,
    event_properties: { Subject: 'New in November', $event_id: id },
  },
  relationships: {
    profile: { data: { type: 'profile', id: profileId(profile) } },
    metric: { data: { type: 'metric', id: metricId(metric) } },
  },
});

const profileOf = (number: number, updated: number) => ({
  type: 'profile',
  id: profileId(number),
  attributes: {
    email: `customer${number}@example.net`,
    first_name: `Customer ${number}`,
    updated: new Date(updated).toISOString(),
    subscriptions: { email: { marketing: { consent: 'SUBSCRIBED', can_receive_email_marketing: true } } },
  },
});

/** The times of `greater-or-equal(datetime,…),less-than(datetime,…)`; undefined where it is no such filter. */
function spanOf(filter: string): { readonly from: number; readonly to: number } | undefined {
  const found = /^greater-or-equal\(datetime,([^()]+)\),less-than\(datetime,([^()]+)\)$/.exec(filter);
  const [from, to] = [Date.parse(found?.[1] ?? ''), Date.parse(found?.[2] ?? '')];
  return Number.isNaN(from) || Number.isNaN(to) ? undefined : { from, to };
}

/** An account whose campaigns customers receive and open: a system webhook in batches, and the API of events and profiles. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const settings: Settings = { ...generateSettings(), apiKey: 'pk_key', profiles: 'fetch', apiUrl: baseUrl };
  const events: StoredEvent[] = [];
  const interactionIds = new Set<string>();

  const keyed =
    (answer: Route['answer']): Route['answer'] =>
    (request) => {
      if (request.headers['authorization'] !== `Klaviyo-API-Key ${settings.apiKey ?? ''}`)
        return errorOf(401, 'not_authenticated');
      return /^\d{4}-\d{2}-\d{2}/.test(request.headers['revision'] ?? '')
        ? answer(request)
        : errorOf(400, 'invalid_revision');
    };

  const includedOf = (found: ReadonlyArray<StoredEvent>) => [
    ...[...new Set(found.map((event) => event.metric))].map((name) => ({
      type: 'metric',
      id: metricId(name),
      attributes: { name },
    })),
    ...[...new Set(found.map((event) => event.profile))].map((number) => profileOf(number, now().getTime())),
  ];

  const routes: ReadonlyArray<Route> = [
    {
      method: 'GET',
      path: /\/api\/accounts/,
      answer: keyed(() => ({
        status: 200,
        headers: JSON_API,
        body: { data: [{ type: 'account', id: ACCOUNT }] },
      })),
    },
    {
      method: 'GET',
      path: /\/api\/events/,
      answer: keyed(({ url }) => {
        const span = spanOf(url.searchParams.get('filter') ?? '');
        const size = Number(url.searchParams.get('page[size]') ?? 20);
        if (span === undefined || size > MOST_A_PAGE) return errorOf(400, 'invalid');
        const all = events.filter(({ at }) => at >= span.from && at < span.to);
        const begin = Number(
          Buffer.from(url.searchParams.get('page[cursor]') ?? '', 'base64url').toString() || 0,
        );
        const found = all.slice(begin, begin + size);
        const next = new URL(url);
        next.searchParams.set('page[cursor]', Buffer.from(String(begin + size)).toString('base64url'));
        return {
          status: 200,
          headers: JSON_API,
          body: {
            data: found.map(eventOf),
            included: includedOf(found),
            links: { self: url.href, next: begin + size < all.length ? next.href : null, prev: null },
          },
        };
      }),
    },
    {
      method: 'GET',
      path: /\/api\/events\/([^/]+)/,
      answer: keyed(({ path }) => {
        const event = events.find(({ id }) => id === path[0]);
        return event === undefined
          ? errorOf(404, 'not_found')
          : { status: 200, headers: JSON_API, body: { data: eventOf(event), included: includedOf([event]) } };
      }),
    },
    {
      method: 'GET',
      path: /\/api\/profiles\/([^/]+)/,
      answer: keyed(({ path }) => {
        const known = events.find(({ profile }) => profileId(profile) === path[0]);
        return known === undefined
          ? errorOf(404, 'not_found')
          : { status: 200, headers: JSON_API, body: { data: profileOf(known.profile, known.at) } };
      }),
    },
  ];
  const vendor = createVendor({
    now,
    routes,
    limit: { most: 3500, seconds: 60 },
    errorBody: (status) => ({ errors: [{ status, code: 'simulated' }] }),
  });

  function delivery(batch: ReadonlyArray<StoredEvent>): HttpRequest {
    const body = {
      data: batch.map((event) => ({
        topic: `event:klaviyo.${event.metric.toLowerCase().replaceAll(' ', '_')}`,
        external_id: event.id,
        payload: { data: eventOf(event) },
      })),
      meta: {
        timestamp: now().toISOString(),
        klaviyo_account_id: ACCOUNT,
        klaviyo_webhook_id: WEBHOOK,
        version: settings.revision,
      },
    };
    const request = {
      method: 'POST',
      url: ENDPOINT,
      headers: { 'content-type': 'application/json', 'klaviyo-webhook-id': WEBHOOK },
      body: Buffer.from(JSON.stringify(body)),
    };
    return sign(request, settings, now());
  }

  return {
    vendor,
    settings,
    happen(random) {
      const batch = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
        const event = {
          id: `E${String(events.length + 1).padStart(10, '0')}`,
          at: now().getTime(),
          metric: METRICS[Math.floor(random() * METRICS.length)] ?? 'Opened Email',
          profile: Math.floor(random() * 20),
        };
        events.push(event);
        interactionIds.add(interactionIdOf('klaviyo', ACCOUNT, event.id));
        interactionIds.add(interactionIdOf('klaviyo', ACCOUNT, `profile/${profileId(event.profile)}`));
        return event;
      });
      return [delivery(batch)];
    },
    tick: () => [],
    interactionIds: () => interactionIds,
  };
}
