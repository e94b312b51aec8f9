import { beforeEach, describe, expect, test } from 'vitest';
import type { Pointer } from '../contract.ts';
import { createClock, drive, type Clock, type Driven } from '../simulation/driving.ts';
import { seeded } from '../simulation/random.ts';
import { context, fixtureReader, isPointer, NOW, platformOf, rawOf, read, requestOf } from '../testing.ts';
import { outlook } from './index.ts';
import { createSimulator, type OutlookSimulator } from './simulator/index.ts';

const platform = platformOf(outlook);
const fixture = fixtureReader('outlook');

describe('reading', () => {
  test('a notification points to the message in its mailbox', async () => {
    expect(await read(platform, fixture('notification'))).toEqual([
      {
        pointer: true,
        objectType: 'message',
        objectId: 'AAMkADhMGAAA=',
        change: 'created',
        parameters: { mailbox: '7f180cbb-a5ae-457c-b7e8-6f5b42ba33e7' },
      },
    ]);
  });

  test('missed notifications have every feed read; without one, they are kept as text', async () => {
    const settings = { mailboxes: ['a@example.com'], folders: ['inbox', 'sentitems'] };
    expect(await read(platform, fixture('missed'), { ...context, settings })).toMatchObject([
      { pointer: true, objectType: 'feed', objectId: 'a@example.com/inbox' },
      { pointer: true, objectType: 'feed', objectId: 'a@example.com/sentitems' },
    ]);
    expect(await read(platform, fixture('missed'))).toMatchObject([{ kind: 'other', vendorEvent: 'missed' }]);
  });

  test('what is of another tenant is not followed, and tells no secret', async () => {
    const signed = platform.sign(
      requestOf(platform, fixture('notification')),
      platform.generateSettings(),
      NOW,
    );
    const settings = { tenantId: 'another' };
    const [item] = await platform.source.normalize(rawOf(platform, signed), { ...context, settings });
    expect(item).toMatchObject({ kind: 'other', account: '84bd8158-6d4d-4958-8b9f-9d6445542f95' });
    expect(JSON.stringify(item)).not.toContain('clientState');
  });

  test('a message is read with its thread, its new text, people and attachments', async () => {
    expect(
      await read(platform, fixture('message-fetched'), { ...context, settings: { tenantId: 't1' } }),
    ).toMatchObject([
      {
        account: 't1',
        objectId: 'AAMkADhMGAAA=',
        revision: Date.UTC(2018, 8, 9, 3, 15, 8),
        channel: 'email',
        kind: 'message',
        event: 'received',
        direction: 'inbound',
        occurredAt: Date.UTC(2018, 8, 9, 3, 15, 8),
        conversationId: 'outlook:t1:AAQkADOUpag6yWs=',
        subject: '9/9/2018: concert',
        text: 'The group represents Nevada.',
        quotedText: 'From: Alex: Who plays?',
        participants: [
          {
            role: 'customer',
            author: true,
            name: 'Adele Vance',
            identifiers: [{ type: 'email', value: 'adelev@contoso.onmicrosoft.com', verified: true }],
          },
          { role: 'agent', author: false, identifiers: [{ type: 'email', value: 'alex@example-shop.com' }] },
        ],
        attachments: [{ name: 'ticket.pdf', contentType: 'application/pdf', size: 1032 }],
        properties: { inReplyTo: '<earlier@example-shop.com>' },
      },
    ]);
  });

  test.each([
    ['users/a@example.com/messages/AAk1', 'a@example.com'],
    ["Users/a%40example.com/MailFolders('inbox')/Messages/AAk1", 'a@example.com'],
    ['users/../subscriptions/messages/AAk1', undefined],
    ['me/messages/AAk1', undefined],
    ['users/a@example.com/events/AAk1', undefined],
  ])('%s', async (resource, mailbox) => {
    const body = JSON.stringify({ value: [{ resource, changeType: 'created' }] });
    const [item] = await read(platform, { ...fixture('notification'), body });
    expect(item).toMatchObject(
      mailbox === undefined ? { kind: 'other' } : { pointer: true, parameters: { mailbox } },
    );
  });
});

describe('with a mailbox', () => {
  const URL_OF_SOURCE = 'https://edge.example.com/webhooks/outlook/src_1';
  let clock: Clock;
  let simulator: OutlookSimulator;
  let source: Driven;
  const { subscriptions, feeds, history } = platform.source;
  if (subscriptions === undefined || feeds === undefined || history === undefined)
    throw new Error('incomplete');
  const [inbox, sent] = ['support@example-shop.com/inbox', 'support@example-shop.com/sentitems'];
  const later = (minutes: number) => clock.pass(minutes * 60_000);
  const subscribe = () =>
    Promise.all(
      subscriptions
        .wanted(simulator.settings)
        .map((key) => subscriptions.create(key, URL_OF_SOURCE, source.api)),
    );

  beforeEach(() => {
    clock = createClock(NOW);
    simulator = createSimulator({ now: clock.now, baseUrl: 'https://graph.example' });
    source = drive(platform, simulator, clock);
  });

  test('nothing is wanted before there is a client secret', () => {
    const bare = { ...simulator.settings, clientSecret: undefined };
    expect(subscriptions.wanted(bare)).toEqual([]);
    expect(feeds.wanted(bare)).toEqual([]);
    expect(history.ready(bare)).toBe(false);
    expect(platform.source.access?.(bare)).toBeUndefined();
    expect(subscriptions.wanted(simulator.settings)).toEqual([inbox, sent]);
  });

  test('keys and tokens are those of the tenant', () => {
    const settings = platform.generateSettings() as { tenantId: string };
    expect(platform.source.keySets?.(settings)).toEqual({
      microsoft: 'https://login.microsoftonline.com/common/discovery/v2.0/keys',
    });
    expect(platform.source.access?.({ ...settings, clientSecret: 's' })).toMatchObject({
      grant: 'client_credentials',
      tokenUrl: `https://login.microsoftonline.com/${settings.tenantId}/oauth2/v2.0/token`,
      scope: 'https://graph.microsoft.com/.default',
    });
    expect(platform.source.reply?.(requestOf(platform, fixture('missed')), settings)).toEqual({
      status: 202,
    });
  });

  test('a mail is told of, fetched and read; deleting it for good is as well', async () => {
    await subscribe();
    const [pointer] = await source.read(simulator.receive());
    if (pointer === undefined || !isPointer(pointer)) throw new Error('no pointer');
    const [mail] = await source.bring(pointer);
    expect(mail).toMatchObject({
      direction: 'inbound',
      state: 'active',
      text: expect.stringContaining('parcel'),
    });
    expect(simulator.interactionIds().has(mail?.interactionId ?? '')).toBe(true);
    later(60);
    const [gone] = await source.read(simulator.purge(pointer.objectId));
    expect(gone).toMatchObject({ objectId: pointer.objectId, change: 'deleted' });
    const [deleted] = await source.bring(gone as Pointer);
    expect(deleted).toMatchObject({ interactionId: mail?.interactionId, state: 'deleted' });
    expect(deleted?.revision).toBeGreaterThan(mail?.revision ?? 0);
  });

  test('what lies in Sent Items was sent by us, by whatever address', async () => {
    const raw = rawOf(platform, requestOf(platform, fixture('message-fetched')));
    const headers = { ...raw.headers, 'x-graph-folder': 'sentitems' };
    const values = { ...context, internalDomains: [] };
    expect(await platform.source.normalize({ ...raw, headers }, values)).toMatchObject([
      { direction: 'outbound', event: 'sent', participants: [{ role: 'agent', author: true }, {}] },
    ]);
    await subscribe();
    const [pointer] = await source.read(simulator.answer());
    expect(pointer).toMatchObject({ parameters: { folder: 'sentitems' } });
    expect(await source.bring(pointer as Pointer)).toMatchObject([{ direction: 'outbound', event: 'sent' }]);
  });

  test('a mail that was only moved is told of as deleted, and found where it is now', async () => {
    await subscribe();
    const [pointer] = await source.read(simulator.receive());
    const before = await source.bring(pointer as Pointer);
    const [moved] = await source.read(simulator.moveToDeleted((pointer as Pointer).objectId));
    expect(moved).toMatchObject({ change: 'deleted' });
    expect(await source.bring(moved as Pointer)).toEqual(
      before.map((item) => ({ ...item, provenance: expect.anything() })),
    );
  });

  test('what does not change is fetched as the same bytes, whoever read it', async () => {
    await subscribe();
    const [pointer] = await source.read(simulator.receive());
    const bytes = async () => {
      const result = await platform.source.fetch?.(pointer as Pointer, source.api);
      return result?.found === true ? Buffer.from(result.objects[0]?.body ?? []).toString() : '';
    };
    const before = await bytes();
    later(5);
    expect(simulator.markRead((pointer as Pointer).objectId)).toEqual([]);
    expect(await bytes()).toBe(before);
  });

  test('subscriptions are found, renewed, and gone when they lapse', async () => {
    const [made] = await subscribe();
    if (made === undefined) throw new Error('none made');
    expect(await subscriptions.find(inbox ?? '', URL_OF_SOURCE, source.api)).toEqual(made);
    expect(await subscriptions.find(inbox ?? '', `${URL_OF_SOURCE}0`, source.api)).toBeUndefined();
    expect(made.expiresAt).toBe(NOW.getTime() + 4200 * 60_000);
    later(2000);
    const renewed = await subscriptions.renew(made, URL_OF_SOURCE, source.api);
    expect(renewed?.expiresAt).toBe(clock.now().getTime() + 4200 * 60_000);
    later(4300);
    expect(await subscriptions.renew(made, URL_OF_SOURCE, source.api)).toBeUndefined();
    expect(simulator.receive()).toEqual([]);
    await subscriptions.remove(made, source.api);
  });

  test('lifecycle notices become pointers to the subscription and to the feeds', async () => {
    const [made] = await subscribe();
    later(4200 - 60);
    expect(await source.read(simulator.tick())).toMatchObject([
      { objectType: 'subscription', objectId: made?.remoteId, change: 'changed' },
      { objectType: 'subscription', change: 'changed' },
    ]);
    simulator.missNotifications();
    expect(await source.read(simulator.tick())).toContainEqual(
      expect.objectContaining({ objectType: 'feed', objectId: inbox }),
    );
    simulator.removeSubscriptions();
    expect(await source.read(simulator.tick())).toMatchObject([
      { objectType: 'subscription', objectId: made?.remoteId, change: 'deleted' },
      { objectType: 'subscription', change: 'deleted' },
    ]);
  });

  test('a feed passes over what was there, and tells what comes, goes and changes', async () => {
    for (let count = 0; count < 25; count += 1) simulator.receive();
    const old = simulator.ids();
    later(60);
    const start = await feeds.start(inbox ?? '', source.api);
    const first = await source.drain(inbox ?? '', start);
    expect(first).toMatchObject({ pointers: [], expired: false });
    later(10);
    simulator.receive();
    simulator.purge(old[0] ?? '');
    const second = await source.drain(inbox ?? '', first.cursor);
    expect(second.pointers.map(({ objectId, change }) => [objectId, change])).toEqual([
      [simulator.ids().at(-1), 'unknown'],
      [old[0], 'deleted'],
    ]);
    expect((await source.drain(inbox ?? '', second.cursor)).pointers).toEqual([]);
    simulator.forgetDeltaTokens();
    expect(await source.drain(inbox ?? '', second.cursor)).toMatchObject({ expired: true });
  });

  test('history lists a span by the ids that reading makes', async () => {
    simulator.receive();
    later(60);
    const from = clock.now().getTime();
    for (let count = 0; count < 12; count += 1) simulator.receive();
    later(60);
    const to = clock.now().getTime();
    simulator.receive();
    const items = await source.list(from, to);
    expect(items).toHaveLength(12);
    for (const item of items) {
      const [mail] = await source.bring(item.pointer);
      expect(item.interactionIds).toEqual([mail?.interactionId]);
      expect(mail?.occurredAt).toBeGreaterThanOrEqual(from);
      expect(mail?.occurredAt).toBeLessThan(to);
    }
  });

  test('limits, outages and refusals are what the fetcher knows', async () => {
    const pointer = {
      objectType: 'message',
      objectId: 'x',
      change: 'created',
      parameters: { mailbox: 'support@example-shop.com' },
    } as const;
    const fetch = () => platform.source.fetch?.(pointer, source.api);
    expect(await fetch()).toEqual({ found: false });
    simulator.vendor.fail(429, 1, { 'retry-after': '17' });
    await expect(fetch()).rejects.toMatchObject({
      code: 'platforms.api-limited',
      detail: { retryAfterMs: 17_000 },
    });
    simulator.vendor.fail(503, 1);
    await expect(fetch()).rejects.toMatchObject({ code: 'platforms.api-away', retryable: true });
    const api = source.api;
    await expect(
      platform.source.fetch?.(pointer, {
        ...api,
        settings: { ...simulator.settings, clientSecret: undefined },
      }),
    ).rejects.toMatchObject({ code: 'platforms.api-not-configured' });
    await expect(
      feeds.read('nobody@example.com/inbox', await feeds.start('nobody@example.com/inbox', api), api),
    ).rejects.toMatchObject({
      code: 'platforms.api-refused',
    });
  });

  test('a month of plausible mail is all told of', async () => {
    await subscribe();
    const random = seeded(7);
    const told = new Set<string>();
    for (let step = 0; step < 120; step += 1) {
      later(20);
      for (const item of await source.read(simulator.happen(random))) {
        if (isPointer(item))
          for (const one of await source.bring(item)) if (one.state === 'active') told.add(one.interactionId);
      }
    }
    expect([...told].toSorted()).toEqual([...simulator.interactionIds()].toSorted());
  });
});
