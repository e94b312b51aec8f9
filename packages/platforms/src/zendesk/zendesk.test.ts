import { expect, test } from 'vitest';
import { platforms } from '../registry.ts';
import { NOW, read } from '../testing.ts';

const platform = platforms.get('zendesk');
const [comment, trigger] = platform.samples(NOW);

test('signs and verifies over timestamp and body, with nothing between', async () => {
  // printf '%s' "$timestamp$body" | openssl dgst -sha256 -hmac "$secret" -binary | base64
  const request = {
    method: 'POST',
    url: 'https://edge.example.com/webhooks/zendesk/src_1',
    headers: {
      'x-zendesk-webhook-signature-timestamp': '2021-03-25T05:09:27Z',
      'x-zendesk-webhook-signature': 'Rnwbqd252yYt93pId0kvbzYKlX8A7y/CWRCXt2Baqk0=',
    },
    body: Buffer.from('{\n  "ticket_id": 35\n}'),
  };
  const settings = { signingSecret: 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==' };
  expect(await platform.source.verify(request, settings, NOW)).toMatchObject({ ok: true });
  const changed = { ...request, body: Buffer.from('{\n  "ticket_id": 36\n}') };
  expect(await platform.source.verify(changed, settings, NOW)).toMatchObject({ ok: false });
});

test('a comment event is a message in the ticket', async () => {
  if (comment === undefined) throw new Error('no sample');
  const [message] = await read(platform, comment);
  expect(message).toMatchObject({
    kind: 'message',
    direction: 'inbound',
    subject: 'Parcel damaged',
    participants: [
      {
        role: 'customer',
        author: true,
        identifiers: [{ type: 'zendesk-user', value: '123456/8447388090494' }],
      },
    ],
  });
});

test('a trigger brings the address that events lack, under the same user', async () => {
  if (trigger === undefined) throw new Error('no sample');
  const [ticket] = await read(platform, trigger);
  expect(ticket).toMatchObject({
    kind: 'ticket',
    participants: [
      {
        identifiers: [
          { type: 'email', value: 'ana.silva@example.net' },
          { type: 'zendesk-user', value: '123456/8447388090494' },
        ],
      },
    ],
  });
});

test("an agent's private comment is an internal note", async () => {
  if (comment === undefined) throw new Error('no sample');
  const body = JSON.parse(String(comment.body)) as { event: { comment: Record<string, unknown> } };
  body.event.comment['is_public'] = false;
  body.event.comment['author'] = { id: '99', is_staff: true, name: 'Jo' };
  const [note] = await read(platform, { ...comment, body: JSON.stringify(body) });
  expect(note).toMatchObject({
    kind: 'note',
    direction: 'internal',
    participants: [{ role: 'agent' }, { role: 'customer' }],
  });
});

test('an event of another kind is kept with its text', async () => {
  if (comment === undefined) throw new Error('no sample');
  const body = {
    account_id: 1,
    id: 'event-1',
    type: 'zen:event-type:article.published',
    time: NOW.toISOString(),
    detail: { id: '7' },
    event: {},
  };
  const [kept] = await read(platform, { ...comment, body: JSON.stringify(body) });
  expect(kept).toMatchObject({ kind: 'other', vendorEvent: 'zen:event-type:article.published' });
});
