import { createHmac } from 'node:crypto';
import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import { context, fixturesOf, NOW, platformOf, read, requestOf } from '../testing.ts';
import { slack } from './index.ts';

const platform = platformOf(slack);
const settings = { signingSecret: '8f742231b10e8888abcd99yyyzzz85a5', members: 'customers', agents: [] };

/** https://docs.slack.dev/authentication/verifying-requests-from-slack: the worked example. */
const vector = {
  method: 'POST',
  url: 'https://edge.example.com/webhooks/slack/src_1',
  headers: {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  },
  body: Buffer.from(
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  ),
};
const THEN = new Date(1531420618 * 1000);

test("the vendor's published vector verifies, and is stale now", async () => {
  expect(await platform.source.verify(vector, settings, THEN)).toMatchObject({ ok: true });
  expect(await platform.source.verify(vector, settings, NOW)).toMatchObject({ ok: false });
});

test('the URL check is answered with its challenge, once signed', () => {
  const body = Buffer.from(
    '{"token":"x","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}',
  );
  const timestamp = String(NOW.getTime() / 1000);
  const signature = `v0=${createHmac('sha256', settings.signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signature,
  };
  const request = { method: 'POST', url: vector.url, headers, body };
  expect(platform.source.handshake?.(request, settings, NOW)).toMatchObject({
    status: 200,
    body: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
  });
  const forged = { ...request, headers: { ...headers, 'x-slack-signature': 'v0=00' } };
  expect(platform.source.handshake?.(forged, settings, NOW)).toMatchObject({ status: 401 });
});

test('an edit is a later revision of the same message', async () => {
  const [sent, edited] = platform.samples(NOW);
  expect(sent && edited).toBeDefined();
  if (sent === undefined || edited === undefined) return;
  const [first] = (await read(platform, sent)) as Interaction[];
  const [second] = (await read(platform, edited)) as Interaction[];
  expect(second?.interactionId).toBe(first?.interactionId);
  expect(second?.revision).toBeGreaterThan(first?.revision ?? Infinity);
  expect(second).toMatchObject({ event: 'changed', text: 'Is the blue one back in stock, in size 42?' });
  expect(first?.participants[0]).toMatchObject({
    role: 'customer',
    identifiers: [{ type: 'slack', value: 'T024BE7LD/U2147483697' }],
  });
});

test('a deletion is the last revision and has no text', async () => {
  const [sent] = platform.samples(NOW);
  if (sent === undefined) throw new Error('no sample');
  const [first] = (await read(platform, sent)) as Interaction[];
  const original = JSON.parse(String(sent.body)) as { event: { ts: string; channel: string } };
  const deletion = {
    ...original,
    event: {
      type: 'message',
      subtype: 'message_deleted',
      channel: original.event.channel,
      ts: '1893456000.000200',
      event_ts: '1893456000.000200',
      deleted_ts: original.event.ts,
      previous_message: original.event,
    },
  };
  const [deleted] = (await read(platform, { ...sent, body: JSON.stringify(deletion) })) as Interaction[];
  expect(deleted).toMatchObject({ interactionId: first?.interactionId, state: 'deleted', text: null });
  expect(deleted?.revision).toBeGreaterThan(first?.revision ?? Infinity);
});

test("a workspace of one's own agents has customers only by Slack Connect", async () => {
  const [sent] = platform.samples(NOW);
  if (sent === undefined) throw new Error('no sample');
  const own = { ...context, settings: { members: 'agents', agents: [] } };
  const [ours] = (await read(platform, sent, own)) as Interaction[];
  expect(ours).toMatchObject({ direction: 'outbound', participants: [{ role: 'agent' }] });
  const body = JSON.parse(String(sent.body)) as { event: Record<string, unknown> };
  body.event['user_team'] = 'T_OTHER';
  const [theirs] = (await read(platform, { ...sent, body: JSON.stringify(body) }, own)) as Interaction[];
  expect(theirs).toMatchObject({ direction: 'inbound', participants: [{ role: 'customer' }] });
  expect(requestOf(platform, sent).url).toContain('/webhooks/slack/');
});

test("Slack's markup becomes plain text", async () => {
  const fixture = fixturesOf('slack').get('message');
  if (fixture === undefined) throw new Error('no fixture');
  const [message] = await read(platform, fixture);
  expect(message).toMatchObject({ text: 'See the page (https://example.com/a?b=1&c=2) <here>' });
});

async function readOne(name: string, values = context): Promise<Interaction> {
  const fixture = fixturesOf('slack').get(name);
  if (fixture === undefined) throw new Error(`no fixture ${name}`);
  const [first] = (await read(platform, fixture, values)) as Interaction[];
  if (first === undefined) throw new Error(`nothing read of ${name}`);
  return first;
}

const ANA = { role: 'customer', identifiers: [{ type: 'slack', value: 'T123ABC456/U123ABC456' }] };

test.each([
  [
    'thread-reply',
    {
      kind: 'message',
      conversationId: 'slack:T123ABC456:C123ABC456/1761991100.000100',
      properties: { inReplyTo: '1761991100.000100' },
    },
  ],
  ['thread-broadcast', { kind: 'message', conversationId: 'slack:T123ABC456:C123ABC456/1761991100.000100' }],
  [
    'file-share',
    {
      kind: 'message',
      text: 'The scratch',
      attachments: [
        { id: 'F123ABC456', name: 'scratch.jpg', contentType: 'image/jpeg', size: 20481 },
        { id: 'F123ABC457', name: null },
      ],
    },
  ],
  [
    'bot-message',
    {
      kind: 'message',
      direction: 'outbound',
      text: 'New order\nOrder 1042\n2 shoes\nTotal: 119 USD',
      participants: [
        { role: 'bot', name: 'deploys', identifiers: [{ type: 'slack-bot', value: 'B123ABC456' }] },
      ],
    },
  ],
  [
    'blocks',
    {
      text: 'Order 1042\nSee the order (https://shop.example.com/1042):eyes:\nTotal\n119 USD',
      participants: [{ role: 'bot', name: 'helper' }],
    },
  ],
  ['me-message', { kind: 'message', direction: 'inbound' }],
  ['channel-join', { kind: 'event', event: 'channel_join', direction: 'none', participants: [ANA] }],
  ['unfurl', { kind: 'message', event: 'changed', text: 'See https://shop.example.com/' }],
  ['tombstone', { kind: 'message', event: 'deleted', state: 'deleted', text: null }],
  ['channel-rename', { kind: 'other', vendorEvent: 'channel_rename' }],
  ['unknown-event', { kind: 'other', vendorEvent: 'hologram_shown' }],
  ['rate-limited', { kind: 'other', vendorEvent: 'app_rate_limited', account: 'T123ABC456' }],
  [
    'block-actions',
    {
      kind: 'event',
      event: 'clicked',
      text: 'Reserve: shoe-42',
      occurredAt: 1761991200123,
      conversationId: 'slack:T123ABC456:C123ABC456/1761991000.000100',
      participants: [ANA],
      properties: { actionId: 'reserve', messageTs: '1761991100.000100' },
    },
  ],
  [
    'view-submission',
    {
      kind: 'form',
      event: 'submitted',
      subject: 'Return something',
      text: 'Why?: Too small\nSize: 42',
      participants: [ANA],
      properties: { callbackId: 'return' },
    },
  ],
  ['view-closed', { kind: 'event', event: 'closed' }],
  ['shortcut', { kind: 'event', event: 'invoked', subject: 'new_ticket' }],
  ['message-action', { kind: 'event', conversationId: 'slack:T123ABC456:C123ABC456/1761991100.000100' }],
  ['block-suggestion', { kind: 'other', vendorEvent: 'block_suggestion' }],
  ['slash-command', { kind: 'message', direction: 'inbound', text: '/webhook-collect' }],
])('%s', async (name, expected) => {
  expect(await readOne(name)).toMatchObject(expected);
});

test('a mention is the message that it is in', async () => {
  const mention = await readOne('app-mention');
  expect(mention.objectId).toBe('C123ABC456/1761991200.000100');
  expect(mention.interactionId).toBe((await readOne('file-share')).interactionId);
});

test('no token and no URL that acts for the user is repeated in a text', async () => {
  for (const [name, fixture] of fixturesOf('slack')) {
    for (const one of (await read(platform, fixture)) as Interaction[]) {
      expect(one.text ?? '', name).not.toMatch(/Shh_its|Jhj5dZrV|xyzz0Wbap|hooks\.slack\.com/);
    }
  }
});

test('a reaction that is taken back is the same reaction, later', async () => {
  const given = await readOne('reaction-added');
  const taken = await readOne('reaction-removed');
  expect(given).toMatchObject({ kind: 'event', event: 'reacted', text: ':thumbsup:', participants: [ANA] });
  expect(taken).toMatchObject({ interactionId: given.interactionId, event: 'unreacted', text: null });
  expect(taken.revision).toBeGreaterThan(given.revision);
});

test('a profile ties the member to an e-mail address', async () => {
  const joined = await readOne('team-join');
  expect(joined).toMatchObject({
    kind: 'record',
    event: 'created',
    participants: [
      {
        role: 'customer',
        name: 'Ana Silva',
        identifiers: [
          { type: 'email', value: 'ana.silva@example.net', verified: true },
          { type: 'phone', value: '+14155550132', verified: false },
          { type: 'slack', value: 'T123ABC456/U123ABC456' },
        ],
        traits: { jobTitle: 'Buyer' },
      },
    ],
  });
  const changed = await readOne('user-change');
  expect(changed.interactionId).toBe(joined.interactionId);
  expect(changed.revision).toBeGreaterThan(joined.revision);
  const own = { ...context, settings: { members: 'agents', agents: [] } };
  expect((await readOne('team-join', own)).participants).toMatchObject([{ role: 'agent' }]);
});
