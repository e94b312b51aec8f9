import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import type { Api } from '../contract.ts';
import { context, fixturesOf, platformOf, rawOf, read } from '../testing.ts';
import { twilio } from './index.ts';
import { authorized } from '../simulation/authorized.ts';
import { createSimulator } from './simulator/index.ts';
import { source } from './source/index.ts';
import type { Settings } from './source/settings.ts';

const platform = platformOf(twilio);

function world() {
  const clock = { now: Date.UTC(2026, 10, 3, 10) };
  const simulator = createSimulator({
    now: () => new Date(clock.now),
    baseUrl: 'https://api.simulated.example',
  });
  const { settings } = simulator;
  const now = () => new Date(clock.now);
  const http = authorized(simulator.vendor.http, source.access?.(settings), now);
  const api = (): Api<Settings> => ({ settings, http, now: now() });
  return { clock, simulator, settings, api };
}

const random = () => 0.5;
const withMedia = () => 0.1;

async function readOne(name: string): Promise<Interaction> {
  const fixture = fixturesOf('twilio').get(name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  const [first] = (await read(platform, fixture)) as Interaction[];
  if (first === undefined) throw new Error('nothing read');
  return first;
}

test('the list tells what was sent, with its text and time', async () => {
  expect(await readOne('listed-sent')).toMatchObject({
    kind: 'message',
    event: 'sent',
    direction: 'outbound',
    channel: 'sms',
    text: 'Your parcel is on its way.',
    occurredAt: Date.UTC(2025, 10, 1, 10, 0, 1),
    participants: [
      { role: 'agent', author: true, identifiers: [{ value: '+14155550100' }] },
      { role: 'customer', author: false, identifiers: [{ type: 'phone', value: '+14155550132' }] },
    ],
    properties: { status: 'delivered' },
  });
});

test('a message is the same by webhook and by list, in the same conversation', async () => {
  const posted = await readOne('sms-received');
  const listed = await readOne('listed-received');
  expect(listed).toMatchObject({
    interactionId: posted.interactionId,
    conversationId: posted.conversationId,
    text: posted.text,
    attachments: [{ id: 'ME1', contentType: 'image/jpeg' }],
  });
  expect(listed.attachments[0]?.url).toBe(posted.attachments[0]?.url);
});

test('a span is listed in pages, each message once; files are fetched', async () => {
  const { clock, simulator, api } = world();
  const sids = Array.from({ length: 1200 }, (_, index) => {
    clock.now += 1000;
    return simulator.message(index % 2 === 0, index % 400 === 7 ? withMedia : random).sid;
  });
  const span = { from: clock.now - 1099_000, to: clock.now };
  const items = [];
  let page: string | undefined;
  do {
    const part = await source.history?.list({ ...span, ...(page === undefined ? {} : { page }) }, api());
    items.push(...(part?.items ?? []));
    page = part?.next;
  } while (page !== undefined);
  expect(items.map((item) => item.pointer.objectId).sort()).toEqual(sids.slice(100, 1199).sort());
  const fetched = items.filter((item) => item.object === undefined);
  expect(fetched).toHaveLength(2);
  const [one] = fetched;
  if (one === undefined) throw new Error('nothing to fetch');
  const result = await source.fetch?.(one.pointer, api());
  if (result === undefined || !result.found) throw new Error('not found');
  const record = {
    title: '',
    method: 'FETCH',
    path: '',
    headers: {
      ...result.objects[0]?.headers,
      'x-fetch-object': `message/${one.pointer.objectId}`,
      'x-fetch-found': 'true',
    },
    body: result.objects[0]?.body ?? '',
  };
  const [message] = (await read(platform, record)) as Interaction[];
  expect(message?.interactionId).toBe(one.interactionIds[0]);
  expect(message?.attachments).toHaveLength(1);
  simulator.remove(one.pointer.objectId);
  expect(await source.fetch?.(one.pointer, api())).toEqual({ found: false });
});

test('what the simulated account posts verifies, and is in its list', async () => {
  const { clock, simulator, settings, api } = world();
  const { webhooks } = simulator.message(true, withMedia);
  const [webhook] = webhooks;
  if (webhook === undefined) throw new Error('no webhook');
  expect(await source.verify(webhook, settings, new Date(clock.now))).toMatchObject({ ok: true });
  const [posted] = (await source.normalize(rawOf(platform, webhook), context)) as Interaction[];
  const listed = await source.history?.list({ from: clock.now - 1000, to: clock.now + 1000 }, api());
  expect(listed?.items[0]?.interactionIds).toEqual([posted?.interactionId]);
});

test('without the account’s SID nothing is asked; wrong credentials and limits are told apart', async () => {
  const { simulator, settings, api } = world();
  const { accountSid: _sid, ...unset } = settings;
  expect(source.history?.ready(unset)).toBe(false);
  expect(source.access?.(unset)).toBeUndefined();
  const pointer = { objectType: 'message', objectId: 'SM1', change: 'created', parameters: {} } as const;
  await expect(source.fetch?.(pointer, { ...api(), settings: unset })).rejects.toMatchObject({
    code: 'platforms.api-not-configured',
  });
  await expect(source.fetch?.(pointer, { ...api(), http: simulator.vendor.http })).rejects.toMatchObject({
    code: 'platforms.api-unauthorized',
  });
  simulator.vendor.fail(429, 1, { 'retry-after': '7' });
  await expect(source.fetch?.(pointer, api())).rejects.toMatchObject({
    code: 'platforms.api-limited',
    detail: { retryAfterMs: 7000 },
  });
});
