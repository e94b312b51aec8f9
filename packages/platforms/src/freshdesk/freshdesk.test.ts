import { expect, test } from 'vitest';
import { createRig } from '../simulation/driving.ts';
import { liveAMonth } from '../simulation/month.ts';
import { context, fixtureReader, NOW, platformOf, read, requestOf } from '../testing.ts';
import { freshdesk as own } from './index.ts';
import { createSimulator } from './simulator/index.ts';
import { triggersOf } from './source/body.ts';

const freshdesk = platformOf(own);
const configured = { ...context, settings: { domain: 'example.freshdesk.com' } };

const fixture = fixtureReader('freshdesk');

const readFixture = async (name: string, values = context) => read(freshdesk, fixture(name), values);

test('the secret may stand in a header, in a basic password or in the path', async () => {
  const settings = { secret: 'a-secret-of-sixteen' };
  const [sample] = freshdesk.samples(NOW);
  if (sample === undefined) throw new Error('no sample');
  const request = requestOf(freshdesk, sample);
  const basic = (password: string) => ({
    ...request,
    headers: { authorization: `Basic ${Buffer.from(`hook:${password}`).toString('base64')}` },
  });
  const path = (secret: string) => ({ ...request, url: `${request.url}/${secret}` });
  const verify = (one: typeof request) => freshdesk.source.verify(one, settings, NOW);
  expect(verify(freshdesk.sign(request, settings, NOW))).toMatchObject({ ok: true, method: 'header' });
  expect(verify(basic(settings.secret))).toMatchObject({ ok: true, method: 'basic' });
  expect(verify(path(settings.secret))).toMatchObject({ ok: true, method: 'path' });
  for (const wrong of ['', 'a-secret-of-sixtee', 'a-secret-of-sixteen2'])
    expect([verify(basic(wrong)), verify(path(wrong))]).toMatchObject([{ ok: false }, { ok: false }]);
});

test('what triggered a rule is read of its pseudo-JSON', () => {
  expect(triggersOf('{ticket_action:created}')).toEqual([{ name: 'ticket_action', to: 'created' }]);
  expect(triggersOf('{status:{from:4,to:6}}')).toEqual([{ name: 'status', from: '4', to: '6' }]);
  expect(triggersOf('{status:{from:2,to:4},note_type:private}')).toEqual([
    { name: 'status', from: '2', to: '4' },
    { name: 'note_type', to: 'private' },
  ]);
  expect(triggersOf(undefined)).toEqual([]);
});

test('a ticket is opened by its requester', async () => {
  const [ticket] = await readFixture('ticket-created');
  expect(ticket).toMatchObject({
    account: 'example.freshdesk.com',
    objectId: 'ticket/11',
    kind: 'ticket',
    event: 'created',
    subject: 'Wrong size ☃',
    text: 'The shoes are too small.',
    participants: [{ role: 'customer', author: true, identifiers: [{ value: 'bjorn.ek@example.org' }] }],
    properties: { status: 'Pending' },
  });
});

test.each(['priority-changed-trailing-comma', 'xml', 'form'])('%s is read all the same', async (name) => {
  const [ticket] = await readFixture(name);
  expect(ticket).toMatchObject({
    objectId: 'ticket/11',
    participants: [{ identifiers: [{ value: 'bjorn.ek@example.org' }] }],
  });
});

test('quotes and line breaks that nobody escaped stay in the text', async () => {
  const [ticket] = await readFixture('unescaped-quotes');
  expect(ticket).toMatchObject({ objectId: 'ticket/11', text: 'He said "no", and then: {yes}' });
});

test('a private note is internal, a public one goes out', async () => {
  expect(await readFixture('private-note')).toMatchObject([
    { kind: 'ticket' },
    { kind: 'note', direction: 'internal', text: 'Jo Smith : Ask the courier.' },
  ]);
  expect(await readFixture('public-note')).toMatchObject([
    { kind: 'ticket' },
    { kind: 'message', direction: 'outbound', participants: [{ role: 'agent' }, { role: 'customer' }] },
  ]);
});

test('where the API can be asked, a webhook only points', async () => {
  expect(await readFixture('ticket-created', configured)).toEqual([
    { pointer: true, objectType: 'ticket', objectId: '11', change: 'created', parameters: {} },
  ]);
});

test('conversations have their authors, texts and files', async () => {
  expect(await readFixture('fetched-ticket', configured)).toMatchObject([
    { kind: 'ticket', account: 'example.freshdesk.com', attachments: [{ name: 'shoe.png', size: 71_255 }] },
  ]);
  expect(await readFixture('fetched-conversations', configured)).toMatchObject([
    {
      direction: 'inbound',
      text: 'Could you send the other size?',
      conversationId: 'freshdesk:example.freshdesk.com:ticket/11',
      participants: [
        {
          name: 'Björn Ek',
          identifiers: [
            { type: 'email', value: 'bjorn.ek@example.org' },
            { type: 'freshdesk-contact', value: 'example.freshdesk.com/129' },
          ],
        },
      ],
    },
    { kind: 'note', direction: 'internal', revision: Date.UTC(2026, 10, 2, 13, 30) },
    { direction: 'outbound', attachments: [{ name: 'label.pdf', contentType: 'application/pdf' }] },
  ]);
});

test('a month with lost webhooks: feeds miss nothing and double nothing', async () => {
  const rig = await createRig(freshdesk, createSimulator, NOW);
  await liveAMonth(rig, { lose: true });
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
  const deleted = [...rig.archive.values()].filter((item) => item.state === 'deleted');
  expect(deleted.length).toBeGreaterThan(0);
});

test('history fills what nobody told of', async () => {
  const rig = await createRig(freshdesk, createSimulator, NOW);
  await liveAMonth({ ...rig, deliver: async () => {}, poll: async () => {} });
  expect(rig.archive.size).toBe(0);
  await rig.fill(NOW.getTime(), rig.api.now.getTime());
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
});

test('limits are waited for, wrong keys are not tried again', async () => {
  const rig = await createRig(freshdesk, createSimulator, NOW);
  const pointer = {
    pointer: true,
    objectType: 'ticket',
    objectId: '1',
    change: 'changed',
    parameters: {},
  } as const;
  rig.simulator.vendor.fail(429, 1, { 'retry-after': '30' });
  await expect(rig.follow(pointer)).rejects.toMatchObject({
    code: 'platforms.api-limited',
    detail: { retryAfterMs: 30_000 },
  });
  const { http } = rig.simulator.vendor;
  await expect(
    freshdesk.source.fetch?.(pointer, { settings: rig.api.settings, http, now: NOW }),
  ).rejects.toMatchObject({ code: 'platforms.api-unauthorized' });
  expect(await freshdesk.source.fetch?.(pointer, rig.api)).toEqual({ found: false });
});
