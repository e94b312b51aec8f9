import { createHmac } from 'node:crypto';
import type { HttpRequest } from '../../contract.ts';
import { arrayOf, interactionIdOf, objectOf, parseJson, stringOf } from '../../reading/index.ts';
import {
  createVendor,
  type Simulator,
  type SimulatorOptions,
  type VendorAnswer,
} from '../../simulation/index.ts';
import { createRecords, pick } from '../../simulation/records.ts';
import { settings as schema } from '../source/settings.ts';

const ORGANIZATION = 'orga_simulated';
const DAY = 86_400_000;
const KEPT = 30 * DAY;

interface LoggedEvent {
  readonly id: string;
  readonly object_type: string;
  readonly object_id: string;
  readonly action: string;
  readonly at: number;
  readonly data: unknown;
}

interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly events: ReadonlySet<string>;
  readonly key: string;
}

/** An organisation at Close: an event log of thirty days, webhooks that are signed each with its own key. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const settings = schema.parse({
    apiKey: 'api_simulated',
    pathSecret: 'simulated-path-secret',
    apiUrl: `${baseUrl}/api/v1`,
  });
  const records = createRecords(now);
  const webhooks = new Map<string, Webhook>();
  const ids = new Set<string>();
  let log: LoggedEvent[] = [];
  let count = 0;
  const next = (prefix: string): string => `${prefix}_${(count += 1)}`;

  const shapeOf = (event: LoggedEvent) => ({
    id: event.id,
    organization_id: ORGANIZATION,
    object_type: event.object_type,
    object_id: event.object_id,
    action: event.action,
    date_created: new Date(event.at).toISOString().replace('Z', '000'),
    date_updated: new Date(event.at).toISOString().replace('Z', '000'),
    data: event.data,
    previous_data: null,
  });

  function happened(object_type: string, action: string, id: string, data: unknown): HttpRequest[] {
    ids.add(interactionIdOf('close', ORGANIZATION, id));
    const at = Math.max(now().getTime(), (log.at(-1)?.at ?? 0) + 1);
    const event = { id: next('ev'), object_type, object_id: id, action, at, data };
    log = [...log.filter((one) => one.at > now().getTime() - KEPT), event];
    return [...webhooks.values()]
      .filter((webhook) => webhook.events.has(`${object_type}.${action}`))
      .map((webhook) => {
        const body = Buffer.from(JSON.stringify({ subscription_id: webhook.id, event: shapeOf(event) }));
        const timestamp = String(Math.floor(now().getTime() / 1000));
        const hash = createHmac('sha256', Buffer.from(webhook.key, 'hex')).update(timestamp).update(body);
        return {
          method: 'POST',
          url: webhook.url,
          headers: {
            'content-type': 'application/json',
            'close-sig-timestamp': timestamp,
            'close-sig-hash': hash.digest('hex'),
          },
          body,
        };
      });
  }

  const missing: VendorAnswer = { status: 404, body: { error: 'Not found' } };
  const authorization = `Basic ${Buffer.from(`${settings.apiKey ?? ''}:`).toString('base64')}`;
  type Answer = Parameters<typeof createVendor>[0]['routes'][number]['answer'];
  const guarded =
    (answer: Answer): Answer =>
    (request) =>
      request.headers['authorization'] === authorization ? answer(request) : { status: 401, body: {} };

  /** Latest first; a cursor is the time of the last event that was given, and the times of the query no longer count. */
  const listed: Answer = ({ url }) => {
    const query = url.searchParams;
    const limit = Math.min(Number(query.get('_limit') ?? 50), 50);
    const cursor = query.get('_cursor');
    const from = cursor === null ? Date.parse(query.get('date_updated__gte') ?? '1970-01-01') : 0;
    const to = Date.parse(query.get('date_updated__lt') ?? '2999-01-01');
    const until = cursor === null ? to : Number(cursor);
    const kept = log.filter((event) => event.at > now().getTime() - KEPT);
    const found = kept.filter((event) => event.at >= from && event.at < until).toReversed();
    const page = found.slice(0, limit);
    return {
      status: 200,
      body: {
        data: page.map(shapeOf),
        cursor_next: found.length > limit ? String(page.at(-1)?.at) : null,
        cursor_previous: null,
      },
    };
  };

  const webhookShape = ({ id, url }: Webhook) => ({ id, url, status: 'active' });
  const vendor = createVendor({
    now,
    limit: { most: 240, seconds: 60 },
    routes: [
      { method: 'GET', path: /\/api\/v1\/event\//, answer: guarded(listed) },
      {
        method: 'GET',
        path: /\/api\/v1\/event\/([^/]+)\//,
        answer: guarded(({ path: [id] }) => {
          const event = log.find((one) => one.id === id);
          return event === undefined ? missing : { status: 200, body: shapeOf(event) };
        }),
      },
      {
        method: 'GET',
        path: /\/api\/v1\/activity\//,
        answer: guarded(({ url }) => {
          const query = url.searchParams;
          const from = Date.parse(query.get('date_created__gte') ?? '');
          const to = Date.parse(query.get('date_created__lt') ?? '');
          const skip = Number(query.get('_skip'));
          const limit = Number(query.get('_limit'));
          const all = records
            .list('activity')
            .filter((one) => one.createdAt >= from && one.createdAt < to)
            .map((one) => one.fields);
          return {
            status: 200,
            body: { data: all.slice(skip, skip + limit), has_more: all.length > skip + limit },
          };
        }),
      },
      {
        method: 'GET',
        path: /\/api\/v1\/webhook\//,
        answer: guarded(() => ({ status: 200, body: { data: [...webhooks.values()].map(webhookShape) } })),
      },
      {
        method: 'POST',
        path: /\/api\/v1\/webhook\//,
        answer: guarded(({ body }) => {
          const asked = objectOf(parseJson(body));
          const events = arrayOf(asked['events']).map(objectOf);
          if (events.length === 0) return { status: 400, body: { 'field-errors': { events: 'required' } } };
          const webhook: Webhook = {
            id: next('whsub'),
            url: stringOf(asked['url']) ?? '',
            events: new Set(events.map((one) => `${String(one['object_type'])}.${String(one['action'])}`)),
            key: count.toString(16).padStart(64, '0'),
          };
          webhooks.set(webhook.id, webhook);
          return { status: 201, body: { ...webhookShape(webhook), signature_key: webhook.key } };
        }),
      },
      {
        method: 'GET',
        path: /\/api\/v1\/webhook\/([^/]+)\//,
        answer: guarded(({ path: [id = ''] }) => {
          const webhook = webhooks.get(id);
          return webhook === undefined ? missing : { status: 200, body: webhookShape(webhook) };
        }),
      },
      {
        method: 'DELETE',
        path: /\/api\/v1\/webhook\/([^/]+)\//,
        answer: guarded(({ path: [id = ''] }) => (webhooks.delete(id) ? { status: 200, body: {} } : missing)),
      },
    ],
  });

  function saved(
    type: string,
    objectType: string,
    id: string,
    action: string,
    fields: Record<string, unknown>,
  ) {
    const known = records.get(type, id);
    const at = new Date(now()).toISOString();
    const created = known?.fields['date_created'] ?? at;
    const base = { id, organization_id: ORGANIZATION, date_created: created, date_updated: at };
    const { fields: data } = records.put(type, id, { ...fields, ...base });
    return happened(objectType, action, id, data);
  }

  return {
    vendor,
    settings,
    happen(random) {
      const contact = pick(records.list('contact'), random);
      const choice = random();
      if (contact === undefined || choice < 0.2) {
        const email = `ana${count}@example.net`;
        return saved('contact', 'contact', next('cont'), 'created', {
          name: 'Ana Silva',
          emails: [{ email }],
        });
      }
      const about = { contact_id: contact.id, user_id: 'user_jo', user_name: 'Jo Kemp', lead_id: 'lead_1' };
      if (choice < 0.35)
        return saved('contact', 'contact', contact.id, 'updated', { title: `Buyer ${count}` });
      if (choice < 0.55) {
        const email = {
          ...about,
          _type: 'Email',
          direction: 'incoming',
          status: 'inbox',
          body_text: 'Where is it?',
        };
        return saved('activity', 'activity.email', next('acti'), 'created', {
          ...email,
          subject: `Order ${count}`,
        });
      }
      if (choice < 0.7) {
        const call = {
          ...about,
          _type: 'Call',
          direction: 'outbound',
          duration: 60,
          remote_phone: '+14155550132',
        };
        return saved('activity', 'activity.call', next('acti'), 'completed', {
          ...call,
          status: 'completed',
        });
      }
      if (choice < 0.85) {
        const note = { ...about, _type: 'Note', note: `Called back ${count}` };
        return saved('activity', 'activity.note', next('acti'), 'created', note);
      }
      const note = pick(
        records.list('activity').filter((one) => one.fields['_type'] === 'Note'),
        random,
      );
      if (note === undefined) return [];
      if (choice < 0.95)
        return saved('activity', 'activity.note', note.id, 'updated', { note: 'Called again' });
      records.remove('activity', note.id);
      return happened('activity.note', 'deleted', note.id, null);
    },
    tick: () => [],
    interactionIds: () => ids,
  };
}
