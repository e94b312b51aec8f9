import { expect, test } from 'vitest';
import { createRig } from '../simulation/driving.ts';
import { liveAMonth } from '../simulation/month.ts';
import { context, fixtureReader, NOW, platformOf, read } from '../testing.ts';
import { liveagent } from './index.ts';
import { createSimulator } from './simulator/index.ts';

const platform = platformOf(liveagent);
const asked = { ...context, settings: { accountUrl: 'https://example.ladesk.com' } };

const fixture = fixtureReader('liveagent');
const readFixture = async (name: string, values = context) => read(platform, fixture(name), values);

test('a rule tells of a ticket and of what was written', async () => {
  expect(await readFixture('ticket-created')).toMatchObject([
    {
      objectId: 'ticket/fp80688h',
      kind: 'ticket',
      event: 'created',
      subject: 'Wrong size',
      properties: { status: 'new', code: 'ABC-123-XYZ' },
      participants: [{ role: 'customer', identifiers: [{ value: 'bjorn.ek@example.org' }] }],
    },
    { kind: 'message', direction: 'inbound', text: 'The shoes are too small.' },
  ]);
  expect(await readFixture('note-added')).toMatchObject([
    { kind: 'ticket' },
    { kind: 'note', direction: 'internal', participants: [{ role: 'agent', author: true }] },
  ]);
  expect(await readFixture('ticket-deleted')).toMatchObject([{ state: 'deleted' }]);
});

test.each(['nested', 'form', 'query', 'status-changed'])(
  '%s: the ticket is found whatever it is called',
  async (name) => {
    expect((await readFixture(name))[0]).toMatchObject({ objectId: 'ticket/fp80688h', kind: 'ticket' });
  },
);

test('a rule without a ticket is kept, one with it points where the API can be asked', async () => {
  expect(await readFixture('unknown')).toMatchObject([{ kind: 'other' }]);
  expect(await readFixture('status-changed', asked)).toEqual([
    { pointer: true, objectType: 'ticket', objectId: 'fp80688h', change: 'changed', parameters: {} },
  ]);
});

test('e-mails, notes and changes of state are one interaction each', async () => {
  expect(await readFixture('fetched-ticket', asked)).toMatchObject([
    {
      account: 'example.ladesk.com',
      revision: Date.UTC(2026, 10, 2, 12),
      link: 'https://example.ladesk.com/agent/#Conversation;id=fp80688h',
      properties: { status: 'answered', channel: 'email' },
    },
  ]);
  expect(await readFixture('fetched-messages-email', asked)).toMatchObject([
    {
      objectId: 'group/g1',
      kind: 'message',
      direction: 'inbound',
      subject: 'Wrong size',
      text: 'The shoes are too small.',
      quotedText: 'On Monday the shop wrote',
      attachments: [{ id: 'f1', name: 'shoe.png', size: 20_191, contentType: 'image/png' }],
      participants: [
        {
          role: 'customer',
          name: 'Björn Ek',
          identifiers: [{ value: 'bjorn.ek@example.org' }, { value: 'example.ladesk.com/c8d2f1' }],
        },
      ],
    },
    { kind: 'note', direction: 'internal', participants: [{ role: 'agent', name: 'Jo Smith' }] },
    {
      direction: 'outbound',
      participants: [
        { role: 'agent', author: true },
        { role: 'customer', author: false },
      ],
    },
    { kind: 'status', direction: 'none', text: 'Ticket resolved' },
    { state: 'deleted', event: 'deleted' },
  ]);
});

test('a chat is as many interactions as it has messages', async () => {
  expect(await readFixture('fetched-messages-chat', asked)).toMatchObject([
    { kind: 'status', participants: [{ role: 'system' }] },
    {
      objectId: 'message/m21',
      channel: 'chat',
      direction: 'inbound',
      text: 'Hello?',
      participants: [{ role: 'customer' }],
    },
    {
      objectId: 'message/m22',
      direction: 'outbound',
      participants: [{ role: 'agent' }, { role: 'customer' }],
    },
    { objectId: 'message/m23', kind: 'status', direction: 'none' },
  ]);
});

test('a call has its duration and its recording', async () => {
  expect(await readFixture('fetched-messages-call', asked)).toMatchObject([
    {
      kind: 'call',
      channel: 'voice',
      direction: 'inbound',
      durationSeconds: 183,
      attachments: [{ url: 'https://example.ladesk.com/rec/rec1.mp3' }],
    },
  ]);
});

test('a month with lost requests: nothing missed, nothing doubled', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth(rig, { lose: true });
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
});

test('history fills what nobody told of', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth({ ...rig, deliver: async () => {}, poll: async () => {} });
  await rig.fill(NOW.getTime(), rig.api.now.getTime());
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
});

test('a wrong key is not tried again, what is gone is archived as gone', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  const pointer = {
    pointer: true,
    objectType: 'ticket',
    objectId: 't1',
    change: 'changed',
    parameters: {},
  } as const;
  await rig.follow(pointer);
  expect([...rig.archive.values()]).toMatchObject([{ objectId: 'ticket/t1', state: 'deleted' }]);
  const { http } = rig.simulator.vendor;
  await expect(
    platform.source.fetch?.(pointer, { settings: rig.api.settings, http, now: NOW }),
  ).rejects.toMatchObject({ code: 'platforms.api-unauthorized' });
});
