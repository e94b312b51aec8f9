import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import { context, fixtureReader, NOW, platformOf, read, requestOf } from '../testing.ts';
import { zohoCrm } from './index.ts';

const platform = platformOf(zohoCrm);
const fixture = fixtureReader('zoho-crm');
const ours = { ...context, settings: { organizationId: '60001234567', dataCentre: 'eu' } };
const settings = platform.source.settings.parse({ token: 'a-token-of-our-own-choice' });

test('a notification is proven by its channel’s token alone, a workflow by its path or header', async () => {
  const notification = requestOf(platform, fixture('lead-update'));
  const verify = (request: typeof notification) => platform.source.verify(request, settings, NOW);
  const signed = platform.sign(notification, settings, NOW);
  expect(JSON.parse(Buffer.from(signed.body).toString())).toMatchObject({
    token: 'a-token-of-our-own-choice',
  });
  expect(await verify(signed)).toEqual({ ok: true });
  const byPath = { ...notification, url: `${notification.url}/a-token-of-our-own-choice` };
  expect(await verify(byPath)).toMatchObject({ ok: false });
  const workflow = requestOf(platform, fixture('workflow-other'));
  expect(await verify({ ...workflow, url: `${workflow.url}/a-token-of-our-own-choice` })).toEqual({
    ok: true,
  });
  const header = (value: string) => ({
    ...workflow,
    headers: { ...workflow.headers, 'x-throughline-secret': value },
  });
  expect(await verify(header('a-token-of-our-own-choice'))).toEqual({ ok: true });
  expect(await verify(header('x'))).toMatchObject({ ok: false });
});

test('a notification points to every record it names; a deletion speaks for itself', async () => {
  expect(await read(platform, fixture('lead-update'), ours)).toEqual([
    {
      pointer: true,
      objectType: 'Leads',
      objectId: '60001234567/6756839000000575405',
      change: 'changed',
      parameters: { operation: 'update' },
    },
  ]);
  expect(await read(platform, fixture('lead-delete'), ours)).toMatchObject([
    {
      objectId: 'Leads/6172731000000939010',
      account: '60001234567',
      state: 'deleted',
      revision: 1745564776307,
      participants: [{ identifiers: [{ type: 'zoho-crm-lead', value: '60001234567/6172731000000939010' }] }],
    },
  ]);
});

test('a contact is a record with everything that identifies it, and its page', async () => {
  expect(await read(platform, fixture('contact-fetched'), ours)).toMatchObject([
    {
      kind: 'record',
      revision: Date.parse('2026-11-02T09:00:00Z'),
      link: 'https://crm.zoho.eu/crm/org60001234567/tab/Contacts/6756839000000575411',
      participants: [
        {
          name: 'Ana Silva',
          identifiers: [
            { type: 'email', value: 'ana.silva@example.net' },
            { type: 'email', value: 'ana@example.org' },
            { type: 'phone', value: '+14155550132' },
            { type: 'zoho-crm-contact', value: '60001234567/6756839000000575411' },
          ],
          traits: { company: 'Biglytics' },
        },
      ],
      consents: [
        { purpose: 'email', state: 'denied' },
        { purpose: 'email', state: 'denied' },
      ],
      properties: { Shoe_Size: '42' },
    },
  ]);
});

test('cases, calls and notes tell who had part in them', async () => {
  expect(await read(platform, fixture('case-fetched'), ours)).toMatchObject([
    {
      kind: 'ticket',
      participants: [{ role: 'customer', author: true, name: 'Ana Silva' }, { role: 'agent' }],
    },
  ]);
  expect(await read(platform, fixture('call-fetched'), ours)).toMatchObject([
    {
      kind: 'call',
      direction: 'inbound',
      durationSeconds: 65,
      occurredAt: Date.parse('2026-11-01T07:59:00Z'),
      participants: [
        { role: 'customer', author: true },
        { role: 'agent', author: false },
      ],
      properties: { recording: 'https://example.com/recordings/1' },
    },
  ]);
  expect(await read(platform, fixture('note-fetched'), ours)).toMatchObject([
    {
      kind: 'note',
      direction: 'internal',
      participants: [
        { role: 'customer', author: false },
        { role: 'agent', author: true, identifiers: [{ value: 'jo@example-shop.com' }, {}] },
      ],
    },
  ]);
  expect(await read(platform, fixture('deal-fetched'), ours)).toMatchObject([
    { kind: 'record', amount: 1200.5, subject: 'Shoes for all' },
  ]);
});

test('a workflow’s form is the same contact; one that names only the record points to it', async () => {
  const form = platform.samples(NOW)[2];
  if (form === undefined) throw new Error('no sample');
  const [told] = (await read(platform, form, ours)) as Interaction[];
  const [fetched] = (await read(platform, fixture('contact-fetched'), ours)) as Interaction[];
  expect(told?.interactionId).toBe(fetched?.interactionId);
  expect(await read(platform, fixture('workflow-pointer'), ours)).toMatchObject([
    { pointer: true, objectType: 'Deals', objectId: '60001234567/6756839000000575777' },
  ]);
  expect(await read(platform, fixture('workflow-other'), ours)).toMatchObject([{ kind: 'other' }]);
});

test('the token is in nothing that is read', async () => {
  const body = JSON.stringify({
    channel_id: '1',
    module: 'Leads',
    ids: [],
    operation: 'x',
    token: 'very-secret-token',
  });
  expect(JSON.stringify(await read(platform, { ...fixture('lead-update'), body }, ours))).not.toContain(
    'very-secret',
  );
});
