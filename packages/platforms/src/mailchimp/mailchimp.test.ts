import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import type { Platform } from '../contract.ts';
import { fixtureReader, NOW, read, requestOf } from '../testing.ts';
import { mailchimp } from './index.ts';

const platform = mailchimp as unknown as Platform;
const settings = mailchimp.generateSettings();
const fixture = fixtureReader('mailchimp');
const only = async (name: string) => ((await read(platform, fixture(name))) as Interaction[])[0];

test('the check of the URL is answered 200 with the secret, 401 without', () => {
  const get = { ...requestOf(platform, fixture('subscribe')), method: 'GET', body: Buffer.alloc(0) };
  const { handshake } = mailchimp.source;
  expect(handshake?.(mailchimp.sign(get, settings, NOW), settings, NOW)).toEqual({ status: 200 });
  expect(handshake?.(get, settings, NOW)).toEqual({ status: 401 });
  expect(handshake?.({ ...get, method: 'POST' }, settings, NOW)).toBeUndefined();
});

test('a subscription is a consent, with the contact', async () => {
  expect(await only('subscribe')).toMatchObject({
    account: 'a6b5da1054',
    kind: 'consent',
    event: 'granted',
    occurredAt: Date.UTC(2009, 2, 26, 21, 35, 57),
    consents: [
      {
        identifierType: 'email',
        identifierValue: 'api@mailchimp.com',
        purpose: 'email',
        state: 'granted',
        trusted: true,
      },
    ],
    participants: [
      {
        role: 'customer',
        name: 'MailChimp API',
        identifiers: [
          { type: 'email', value: 'api@mailchimp.com', verified: true },
          { type: 'mailchimp-member', value: 'a6b5da1054/8a25ff1d98' },
        ],
        traits: { firstName: 'MailChimp', INTERESTS: 'Group1,Group2' },
      },
    ],
  });
});

test('whoever unsubscribes or complains has denied; a bounce denies nothing', async () => {
  expect(await only('unsubscribe')).toMatchObject({
    kind: 'consent',
    event: 'denied',
    consents: [{ identifierValue: 'api+unsub@mailchimp.com', state: 'denied' }],
    properties: { action: 'unsub', reason: 'manual', campaign_id: 'cb398d21d2' },
  });
  expect(await only('cleaned')).toMatchObject({
    kind: 'consent',
    event: 'complained',
    consents: [{ state: 'denied' }],
  });
  const bounced = mailchimp.samples(NOW).find((sample) => sample.title === 'An address is cleaned');
  if (bounced === undefined) throw new Error('no sample');
  expect(await read(platform, bounced)).toMatchObject([
    { kind: 'status', event: 'bounced', direction: 'outbound', consents: [] },
  ]);
});

test('a changed profile is a record; a changed address names both', async () => {
  expect(await only('profile')).toMatchObject({
    objectId: 'member/8a25ff1d98',
    revision: Date.UTC(2009, 2, 26, 21, 31, 21),
    kind: 'record',
    participants: [{ traits: { 'GROUPINGS.0.groups': 'Artist, Curator' } }],
  });
  expect(await only('upemail')).toMatchObject({
    objectId: 'member/51da8c3259',
    kind: 'record',
    participants: [
      {
        identifiers: [
          { type: 'email', value: 'api+new@mailchimp.com' },
          { type: 'email', value: 'api+old@mailchimp.com' },
          { type: 'mailchimp-member', value: 'a6b5da1054/51da8c3259' },
        ],
      },
    ],
  });
});

test('a campaign is nobody’s; what is unknown is kept', async () => {
  expect(await only('campaign')).toMatchObject({
    objectId: 'campaign/5aa2102003',
    kind: 'status',
    event: 'sent',
    subject: 'Test Campaign Subject',
    participants: [],
  });
  const unknown = await only('unknown');
  expect(unknown).toMatchObject({ kind: 'other', vendorEvent: 'tag' });
  expect(unknown?.text).toContain('VIP');
});
