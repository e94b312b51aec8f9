import { createHash } from 'node:crypto';
import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import type { Pointer } from '../contract.ts';
import { textOf } from '../schemes/index.ts';
import { bodyOf, context, fixtureReader, NOW, platformOf, read, requestOf } from '../testing.ts';
import { hubspot } from './index.ts';
import { signedUri } from './source/verify.ts';

const platform = platformOf(hubspot);
const settings = {
  clientSecret: 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy',
  apiUrl: 'https://api.hubapi.com',
  objects: [],
};
const fixture = fixtureReader('hubspot');

/** The vectors of HubSpot/hubspot-api-nodejs (395cd9bf), test/unit/signature.spec.ts. */
test.each([
  [
    'v1',
    'POST',
    fixture('contact-creation').body,
    '232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de',
  ],
  ['v2', 'GET', '', 'eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e'],
  [
    'v2',
    'POST',
    '{"example_field":"example_value"}',
    '9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900',
  ],
])("HubSpot's %s vector verifies", async (version, method, body, signature) => {
  const request = {
    method,
    url: 'https://www.example.com/webhook_uri',
    headers: { 'x-hubspot-signature-version': version, 'x-hubspot-signature': signature },
    body: bodyOf({ body }),
  };
  expect(await platform.source.verify(request, settings, NOW)).toEqual({ ok: true });
  const other = { ...request, body: Buffer.concat([bodyOf({ body }), Buffer.from(' ')]) };
  expect(await platform.source.verify(other, settings, NOW)).toMatchObject({ ok: false });
});

test('a wrong v3 signature is not saved by a right v1 beside it', async () => {
  const body = Buffer.from('[]');
  const v1 = createHash('sha256').update(settings.clientSecret).update(body).digest('hex');
  const request = {
    method: 'POST',
    url: 'https://www.example.com/webhook_uri',
    headers: {
      'x-hubspot-signature': v1,
      'x-hubspot-signature-v3': 'x',
      'x-hubspot-request-timestamp': String(NOW.getTime()),
    },
    body,
  };
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: false });
});

test('of the escapes in the URI only those are decoded that HubSpot names', () => {
  expect(signedUri('https://a.example/x%2fy%20z?to=a%40b%3A%26')).toBe(
    'https://a.example/x/y%20z?to=a@b:%26',
  );
});

test('events point to what has to be read; a deletion speaks for itself', async () => {
  const items = await read(platform, fixture('batch'));
  expect(items).toMatchObject([
    { objectId: 'company/77', account: '34', state: 'deleted' },
    { pointer: true, objectType: 'contact', objectId: '33/1246965', change: 'changed' },
    { pointer: true, objectType: 'contact', objectId: '33/1246978', change: 'created' },
  ]);
});

test('several changes of one object are one pointer, and a creation stays one', async () => {
  const [sample] = platform.samples(NOW);
  if (sample === undefined) throw new Error('no sample');
  expect(await read(platform, sample)).toMatchObject([
    { pointer: true, objectId: '62515/123', change: 'created' },
  ]);
});

test('a merge reads what stays and ends what went', async () => {
  expect(await read(platform, fixture('merge'))).toMatchObject([
    { objectId: 'contact/124', state: 'deleted', properties: { mergedInto: '123' } },
    { pointer: true, objectId: '62515/123' },
  ]);
});

test('a contact that others were merged into carries their ids', async () => {
  const body = textOf(bodyOf(fixture('contact-fetched'))).replace(
    '"lead"',
    '"lead","hs_merged_object_ids":"124;125"',
  );
  const [contact] = (await read(platform, { ...fixture('contact-fetched'), body })) as Interaction[];
  const ids = contact?.participants[0]?.identifiers.filter((one) => one.type === 'hubspot-contact');
  expect(ids?.map((one) => one.value)).toEqual(['62515/123', '62515/124', '62515/125']);
});

test('a generic subscription names its object by the type’s id', async () => {
  expect(await read(platform, fixture('generic-object'))).toMatchObject([
    { objectType: 'deal', objectId: '62515/991' },
  ]);
});

test('a contact is a record with everything that identifies it', async () => {
  const [contact] = (await read(platform, fixture('contact-fetched'))) as Interaction[];
  expect(contact).toMatchObject({
    kind: 'record',
    objectId: 'contact/123',
    account: '62515',
    revision: Date.parse('2026-11-02T09:00:00Z'),
    participants: [
      {
        identifiers: [
          { type: 'email', value: 'ana.silva@example.net' },
          { type: 'email', value: 'ana@example.org' },
          { type: 'phone', value: '+14155550132' },
          { type: 'hubspot-contact', value: '62515/123' },
        ],
        traits: { firstName: 'Ana', company: 'Biglytics' },
      },
    ],
  });
  expect(contact?.consents).toContainEqual(
    expect.objectContaining({ identifierValue: 'ana.silva@example.net', purpose: 'email', state: 'denied' }),
  );
});

test('tickets, calls and mails tell who wrote them', async () => {
  expect(await read(platform, fixture('ticket-fetched'))).toMatchObject([
    {
      kind: 'ticket',
      event: 'created',
      participants: [
        { role: 'customer', author: true, identifiers: [{ type: 'hubspot-contact', value: '62515/123' }] },
        { role: 'agent' },
      ],
    },
  ]);
  expect(await read(platform, fixture('call-fetched'))).toMatchObject([
    {
      kind: 'call',
      direction: 'inbound',
      durationSeconds: 38,
      text: 'Resolved the issue',
      attachments: [{ url: 'https://example.com/recordings/abc' }],
      participants: [
        { role: 'customer', author: true },
        { role: 'agent', author: false },
      ],
    },
  ]);
  expect(await read(platform, fixture('email-fetched'))).toMatchObject([
    {
      kind: 'message',
      direction: 'inbound',
      text: 'Thank you, that helps.',
      participants: [
        { role: 'customer', author: true },
        { role: 'agent', author: false },
      ],
    },
  ]);
});

test('an entry that our own destination wrote is kept as a record', async () => {
  expect(await read(platform, fixture('echo-fetched'))).toMatchObject([
    { kind: 'record', direction: 'none', properties: { echo: 'true' } },
  ]);
});

test('a message of the inbox is its visitor’s', async () => {
  expect(await read(platform, fixture('message-fetched'))).toMatchObject([
    {
      kind: 'message',
      direction: 'inbound',
      conversationId: 'hubspot:62515:4004',
      participants: [
        {
          role: 'customer',
          author: true,
          identifiers: [{ value: 'ana.silva@example.net' }, { type: 'hubspot-contact', value: '62515/123' }],
        },
        { role: 'agent' },
      ],
      attachments: [{ name: 'shoe.jpg' }],
    },
  ]);
});

test('what is gone is deleted under the same id', async () => {
  expect(await read(platform, fixture('contact-gone'))).toMatchObject([
    { objectId: 'contact/124', account: '62515', state: 'deleted' },
  ]);
});

test('a workflow’s contact is the same contact', async () => {
  const workflow = platform.samples(NOW).at(-1);
  if (workflow === undefined) throw new Error('no sample');
  const [told] = (await read(platform, workflow)) as Interaction[];
  const [fetched] = (await read(platform, fixture('contact-fetched'))) as Interaction[];
  expect(told?.interactionId).toBe(fetched?.interactionId);
  expect(told).toMatchObject({ kind: 'record', revision: NOW.getTime() });
});

test('a workflow’s deal and a custom action’s contact are known by their ids', async () => {
  expect(await read(platform, fixture('workflow-deal'))).toMatchObject([
    { kind: 'record', account: '62515', objectId: 'deal/18499883', amount: 1200.5, revision: 1762000000000 },
  ]);
  // Nothing says when the contact changed: the delivery's time counts.
  expect(await read(platform, fixture('workflow-action'))).toMatchObject([
    { kind: 'record', objectId: 'contact/123', revision: NOW.getTime() },
  ]);
});

test('an unknown subscription is kept', async () => {
  expect(await read(platform, fixture('product-creation'))).toMatchObject([
    { kind: 'other', vendorEvent: 'product.creation' },
  ]);
  const empty = { ...fixture('product-creation'), body: '[]' };
  expect(await read(platform, empty, context)).toMatchObject([{ kind: 'other' }]);
  expect(requestOf(platform, empty).method).toBe('POST');
});

test('a pointer to another account is not asked for with our token', async () => {
  const pointer: Omit<Pointer, 'pointer'> = {
    objectType: 'contact',
    objectId: '999/1',
    change: 'changed',
    parameters: {},
  };
  const api = {
    settings: { ...settings, portalId: '62515', accessToken: 't' },
    http: async () => {
      throw new Error('asked');
    },
    now: NOW,
  };
  await expect(platform.source.fetch?.(pointer, api)).rejects.toMatchObject({
    code: 'platforms.api-not-configured',
  });
});
