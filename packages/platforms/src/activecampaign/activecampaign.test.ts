import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import type { Platform } from '../contract.ts';
import { context, fixturesOf, NOW, read } from '../testing.ts';
import { activecampaign } from './index.ts';

const platform = activecampaign as unknown as Platform;
const own = { ...context, settings: { account: 'acme' } };
const only = async (name: string) => {
  const fixture = fixturesOf('activecampaign').get(name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  return ((await read(platform, fixture, own)) as Interaction[])[0];
};
const sampled = async (type: string, list = '') => {
  const sample = activecampaign
    .samples(NOW)
    .find(
      ({ body }) =>
        typeof body === 'string' && body.startsWith(`type=${type}&`) && body.includes(`list=${list}`),
    );
  if (sample === undefined) throw new Error(`no sample of ${type}`);
  return ((await read(platform, sample, own)) as Interaction[])[0];
};

test('a contact that is on no list was only added; one on a list has agreed', async () => {
  expect(await only('contact-added')).toMatchObject({
    account: 'acme',
    objectId: 'contact/9',
    revision: Date.UTC(2017, 10, 27, 18, 51, 37),
    kind: 'record',
    event: 'created',
    consents: [],
    link: 'https://acme.activehosted.com/app/contacts/9',
    participants: [
      {
        role: 'customer',
        name: 'Lelia Rubiano',
        identifiers: [
          { type: 'email', value: 'lelia@example.net', verified: true },
          { type: 'activecampaign-contact', value: 'acme/9', verified: true },
        ],
      },
    ],
  });
  expect(await sampled('subscribe', '1')).toMatchObject({
    kind: 'consent',
    direction: 'inbound',
    consents: [{ identifierValue: 'ana.silva@example.net', purpose: 'email', state: 'granted' }],
    participants: [{ identifiers: [{}, { type: 'phone', value: '+14155550132', verified: false }, {}] }],
  });
});

test('whoever unsubscribes has denied, by e-mail and by SMS', async () => {
  expect(await only('unsubscribe')).toMatchObject({
    kind: 'consent',
    direction: 'none',
    consents: [{ identifierValue: 'lelia@example.net', purpose: 'email', state: 'denied', trusted: true }],
  });
  expect(await sampled('sms_unsub')).toMatchObject({
    channel: 'sms',
    consents: [{ identifierType: 'phone', identifierValue: '+14155550132', purpose: 'sms', state: 'denied' }],
  });
});

test('replies are messages; opens, clicks and bounces are states', async () => {
  expect(await sampled('reply')).toMatchObject({
    kind: 'message',
    direction: 'inbound',
    channel: 'email',
    subject: 'New in November',
    text: 'Do you have the blue one in size 42?',
    conversationId: 'activecampaign:acme:campaign/34',
  });
  expect(await sampled('sms_reply')).toMatchObject({ kind: 'message', channel: 'sms', text: 'Yes please' });
  expect(await sampled('click')).toMatchObject({
    kind: 'status',
    event: 'clicked',
    properties: { 'link[url]': 'https://example-shop.com/new' },
  });
  expect(await only('bounce')).toMatchObject({ kind: 'status', event: 'bounced', direction: 'outbound' });
  expect(await only('campaign-sent')).toMatchObject({ kind: 'status', event: 'sent', participants: [] });
});

test('a deal is a record, with its owner; its notes and tasks are the company’s', async () => {
  expect(await only('deal-update')).toMatchObject({
    objectId: 'deal/2',
    kind: 'record',
    amount: 100,
    currency: 'USD',
    subject: 'deal5',
    link: 'https://acme.activehosted.com/app/deals/2',
    participants: [
      { role: 'customer', author: true, name: null, traits: { 1: 'field1' } },
      { role: 'agent', name: 'Test', author: false },
    ],
  });
  expect(await sampled('deal_add')).toMatchObject({ amount: 1800, currency: 'EUR' });
  expect(await only('deal-note')).toMatchObject({
    objectId: 'note/44',
    kind: 'note',
    direction: 'internal',
    text: 'Wants twenty pairs.',
    participants: [
      { role: 'agent', author: true },
      { role: 'customer', author: false },
    ],
  });
  expect(await only('deal-task-complete')).toMatchObject({
    objectId: 'deal-task/6',
    kind: 'task',
    event: 'completed',
    text: 'MY TASK',
  });
});

test('a company’s contact has its name; what carries nothing is kept as other', async () => {
  expect(await only('account-contact')).toMatchObject({
    objectId: 'contact/9',
    participants: [{ traits: { company: 'Example Shoes', jobTitle: 'Buyer' } }],
  });
  const other = await only('list-add');
  expect(other).toMatchObject({ kind: 'other', vendorEvent: 'list_add', participants: [] });
  expect(other?.text).toContain('Newsletter');
});
