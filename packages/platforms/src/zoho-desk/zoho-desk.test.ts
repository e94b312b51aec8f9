import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { createRig } from '../simulation/driving.ts';
import { liveAMonth } from '../simulation/month.ts';
import { context, fixtureReader, NOW, platformOf, read, requestOf, SOURCE_URL } from '../testing.ts';
import { zohoDesk } from './index.ts';
import { createSimulator } from './simulator/index.ts';

const platform = platformOf(zohoDesk);
const asked = { ...context, settings: { orgId: '54983163', clientId: '1000.A' } };
const secret = { pathSecret: 'a-path-secret-of-zoho' };

const fixture = fixtureReader('zoho-desk');
const readFixture = async (name: string, values = context) => read(platform, fixture(name), values);

function delivery(headers: Readonly<Record<string, string>> = {}) {
  const [sample] = platform.samples(NOW);
  if (sample === undefined) throw new Error('no sample');
  const signed = platform.sign(requestOf(platform, sample), secret, NOW);
  return { ...signed, headers: { ...signed.headers, ...headers } };
}

test('the URL is asked for by GET, and only with its secret', () => {
  const request = { ...delivery(), method: 'GET' };
  expect(platform.source.handshake?.(request, secret, NOW)).toEqual({ status: 200 });
  expect(platform.source.handshake?.({ ...request, url: SOURCE_URL }, secret, NOW)).toBeUndefined();
});

test('X-ZDesk-JWT is held to Zoho’s keys where the source says so', async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const other = await generateKeyPair('RS256');
  const keySets = { 'zoho-desk': { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256' }] } };
  const settings = { ...secret, orgId: '54983163', webhookId: '9000', checkToken: true };
  const token = async (claims: { iss?: string; aud?: string; exp?: number }, key = privateKey) =>
    new SignJWT({ iss: 'orgId:54983163', aud: 'webhookId:9000', exp: NOW.getTime() / 1000 + 60, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .sign(key);
  const verify = async (jwt: string, values: object = { ...settings, keySets }) =>
    platform.source.verify(delivery({ 'x-zdesk-jwt': jwt }), values, NOW);
  expect(platform.source.keySets?.(settings)).toEqual({
    'zoho-desk': 'https://desk.zoho.com/.well-known/jwks.json',
  });
  expect(platform.source.keySets?.(secret)).toEqual({});
  expect(await verify(await token({}))).toMatchObject({ ok: true });
  expect(await verify(await token({ exp: NOW.getTime() + 60_000 }))).toMatchObject({ ok: true });
  for (const wrong of [
    await token({ iss: 'orgId:1' }),
    await token({ aud: 'webhookId:1' }),
    await token({ exp: NOW.getTime() / 1000 - 3600 }),
    await token({ exp: NOW.getTime() - 3_600_000 }),
    await token({}, other.privateKey),
    'x.y.z',
    '',
  ])
    expect(await verify(wrong), wrong).toMatchObject({ ok: false });
  expect(await verify(await token({}), settings)).toMatchObject({ ok: false });
});

test('a ticket, its change and its deletion are revisions of one interaction', async () => {
  const [added, changed, deleted] = (
    await Promise.all(['ticket-add', 'ticket-update', 'ticket-delete'].map(async (name) => readFixture(name)))
  ).flat();
  expect(added).toMatchObject({
    account: '54983163',
    objectId: 'ticket/31138000011972149',
    kind: 'ticket',
    event: 'created',
    text: 'The shoes are too small.',
    participants: [
      {
        name: 'Björn Ek',
        identifiers: [
          { type: 'email', value: 'bjorn.ek@example.org' },
          { type: 'phone', value: '+46701234567' },
          { type: 'zoho-desk-contact', value: '54983163/31138000000305001' },
        ],
        traits: { company: 'Ek AB' },
      },
    ],
  });
  expect(changed).toMatchObject({
    event: 'changed',
    properties: { status: 'Closed', previousStatus: 'Open' },
  });
  expect(deleted).toMatchObject({ state: 'deleted', revision: 1_793_613_600_000 });
});

test.each([
  [
    'ticket-thread-add-in',
    {
      kind: 'message',
      channel: 'email',
      direction: 'inbound',
      revision: 7,
      attachments: [{ name: 'shoe.png', size: 20_191 }],
    },
  ],
  [
    'ticket-thread-add-out',
    { direction: 'outbound', participants: [{ role: 'agent', author: true }, { role: 'customer' }] },
  ],
  ['ticket-thread-add-truncated', { direction: 'inbound', text: 'Size 42, please.', revision: 6 }],
  ['ticket-thread-add-draft', { kind: 'note', direction: 'internal', event: 'drafted' }],
  [
    'ticket-comment-add',
    { kind: 'note', direction: 'internal', text: 'Stock is low.', participants: [{ role: 'agent' }] },
  ],
  [
    'ticket-comment-update',
    { kind: 'message', direction: 'outbound', revision: Date.UTC(2026, 10, 2, 11, 30) },
  ],
  ['contact-add', { kind: 'record', event: 'created', participants: [{ traits: { city: 'Malmö' } }] }],
  ['contact-update', { kind: 'record', event: 'changed' }],
  ['contact-delete', { kind: 'record', state: 'deleted' }],
  ['call-add', { kind: 'call', channel: 'voice', direction: 'inbound', durationSeconds: 183 }],
  ['task-add', { kind: 'task', direction: 'internal' }],
  ['account-add', { kind: 'other', vendorEvent: 'Account_Add' }],
  ['empty', { kind: 'other' }],
])('%s', async (name, expected) => {
  expect((await readFixture(name))[0]).toMatchObject(expected);
});

test('one delivery may hold many events', async () => {
  expect((await readFixture('several')).map((item) => 'kind' in item && item.kind)).toEqual([
    'ticket',
    'message',
    'record',
  ]);
});

test('what the API gives has the ids of the webhooks', async () => {
  const ids = async (name: string) =>
    (await readFixture(name, asked)).map((item) =>
      'interactionId' in item ? item.interactionId : 'pointer',
    );
  expect(await ids('fetched-ticket')).toEqual(await ids('ticket-add'));
  expect(await ids('fetched-thread')).toEqual(await ids('ticket-thread-add-in'));
  expect(await ids('fetched-conversations')).toEqual([
    ...(await ids('ticket-comment-add')),
    ...(await ids('ticket-thread-add-truncated')),
  ]);
  expect(await ids('fetched-contact')).toEqual(await ids('contact-add'));
  expect((await readFixture('fetched-conversations', asked))[0]).toMatchObject({
    conversationId: 'zoho-desk:54983163:ticket/31138000011972149',
  });
});

test('the rest of a thread is pointed to where the API can be asked', async () => {
  expect((await readFixture('ticket-thread-add-truncated', asked))[1]).toEqual({
    pointer: true,
    objectType: 'thread',
    objectId: '31138000011972149/31138000011974105',
    change: 'created',
    parameters: {},
  });
  expect(await readFixture('ticket-thread-add-in', asked)).toHaveLength(1);
});

test('a month with lost webhooks and tokens of an hour: nothing missed, nothing doubled, threads whole', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth(rig, { lose: true });
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
  const threads = [...rig.archive.values()].filter((item) => item.objectId.startsWith('thread/'));
  expect(threads.every((item) => item.revision === 7 || item.state === 'deleted')).toBe(true);
});

test('history fills what nobody told of', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  await liveAMonth({ ...rig, deliver: async () => {}, poll: async () => {} }, { withoutDeletions: true });
  await rig.fill(NOW.getTime(), rig.api.now.getTime());
  expect(rig.gap()).toEqual({ missing: [], doubled: [] });
});

test('the webhook is found, switched on again, made anew and removed', async () => {
  const rig = await createRig(platform, createSimulator, NOW);
  const { subscriptions } = platform.source;
  const url = SOURCE_URL.replace('{platform}', 'zoho-desk');
  const found = await subscriptions?.find('webhook', url, rig.api);
  expect(found).toEqual({ key: 'webhook', remoteId: '9000', expiresAt: null });
  if (found === undefined) return;
  expect(await subscriptions?.renew(found, url, rig.api)).toEqual(found);
  await subscriptions?.remove(found, rig.api);
  await subscriptions?.remove(found, rig.api);
  expect(rig.simulator.happen(() => 0)).toEqual([]);
  expect(await subscriptions?.renew(found, url, rig.api)).toBeUndefined();
  expect(await subscriptions?.find('webhook', url, rig.api)).toBeUndefined();
});
