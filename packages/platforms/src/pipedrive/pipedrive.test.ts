import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import { fixtureReader, NOW, platformOf, read, requestOf } from '../testing.ts';
import { pipedrive } from './index.ts';

const platform = platformOf(pipedrive);
const fixture = fixtureReader('pipedrive');

test('basic authentication is that of RFC 7617', async () => {
  // The example of RFC 7617, section 2.
  const settings = { username: 'Aladdin', password: 'open sesame' };
  const authorization = 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==';
  const request = requestOf(platform, fixture('person-change'));
  const proven = { ...request, headers: { ...request.headers, authorization } };
  expect(await platform.source.verify(proven, settings, NOW)).toEqual({ ok: true });
  expect(platform.sign(request, settings, NOW).headers['authorization']).toBe(authorization);
});

test('both versions of a webhook and the API give the same person, change and all', async () => {
  const items = (
    await Promise.all(
      ['v1-person-updated', 'person-change', 'person-fetched'].map((name) => read(platform, fixture(name))),
    )
  ).map(([item]) => item as Interaction);
  expect(new Set(items.map((item) => item.documentId)).size).toBe(1);
  for (const item of items) {
    expect(item).toMatchObject({
      kind: 'record',
      account: '7654321',
      revision: Date.parse('2025-02-17T21:26:58Z'),
      participants: [{ role: 'customer', name: 'Ana Silva', traits: { firstName: 'Ana', city: 'Porto' } }],
    });
    expect(item.participants[0]?.identifiers).toContainEqual({
      type: 'email',
      value: 'ana.silva@example.net',
      verified: true,
    });
  }
  expect(items[1]).toMatchObject({
    link: 'https://example.pipedrive.com/person/11',
    properties: { dcf558aac1ae4e8c4f849ba5e668430d8df9be12: '42' },
  });
});

test('a deletion is later than the last change, and says what it was merged into', async () => {
  expect(await read(platform, fixture('person-merged-away'))).toMatchObject([
    {
      objectId: 'person/12',
      event: 'deleted',
      state: 'deleted',
      revision: Date.parse('2025-02-17T21:27:10.123Z'),
      properties: { mergedTo: '11' },
      participants: [
        {
          identifiers: expect.arrayContaining([
            { type: 'pipedrive-person', value: '7654321/11', verified: true },
            { type: 'pipedrive-person', value: '7654321/12', verified: true },
          ]) as unknown,
        },
      ],
    },
  ]);
  expect(await read(platform, fixture('v1-deal-deleted'))).toMatchObject([
    { objectId: 'deal/5', state: 'deleted', revision: 1739827700000 },
  ]);
  expect(await read(platform, fixture('person-deleted-fetched'))).toMatchObject([{ state: 'deleted' }]);
  expect(await read(platform, fixture('person-gone'))).toMatchObject([
    { objectId: 'person/12', state: 'deleted' },
  ]);
});

test('a call, a note and a lead tell whom they are about', async () => {
  expect(await read(platform, fixture('activity-call'))).toMatchObject([
    {
      kind: 'call',
      channel: 'voice',
      durationSeconds: 330,
      text: 'Asked for a return label.',
      participants: [
        { identifiers: [{ type: 'pipedrive-person', value: '7654321/11' }] },
        { identifiers: [{ value: '7654321/13' }] },
        { role: 'agent', author: true },
      ],
    },
  ]);
  expect(await read(platform, fixture('note-create'))).toMatchObject([
    {
      kind: 'note',
      direction: 'internal',
      text: 'Label sent by e-mail.',
      occurredAt: Date.parse('2019-12-09T13:59:21Z'),
      participants: [{ name: 'Ana Silva' }, { role: 'agent', name: 'Jo Smith' }],
    },
  ]);
  expect(await read(platform, fixture('lead-create'))).toMatchObject([
    { kind: 'record', subject: 'Jane Doe Lead', amount: 999, currency: 'USD' },
  ]);
});

test('what is no customer’s is kept as it came', async () => {
  expect(await read(platform, fixture('stage-change'))).toMatchObject([
    { kind: 'other', vendorEvent: 'stage.change' },
  ]);
  expect(await read(platform, { ...fixture('stage-change'), body: '{"hello":1}' })).toMatchObject([
    { kind: 'other' },
  ]);
});
