import { expect, test } from 'vitest';
import type { Platform } from '../contract.ts';
import { textOf } from '../schemes/index.ts';
import { bodyOf, context, fixtureReader, read } from '../testing.ts';
import { gmail } from './index.ts';

const platform = gmail as unknown as Platform;
const own = { ...context, settings: { mailbox: 'support@example-shop.com' } };
const fixture = fixtureReader('gmail');

test('a notification points to the feed of the mailbox', async () => {
  expect(await read(platform, fixture('push'))).toEqual([
    {
      pointer: true,
      objectType: 'feed',
      objectId: 'mailbox',
      change: 'changed',
      parameters: { historyId: '1234567890', emailAddress: 'user@example.com' },
    },
  ]);
});

test('a received mail has its new text, its quote, its attachment and its people', async () => {
  expect(await read(platform, fixture('message-received'), own)).toMatchObject([
    {
      account: 'support@example-shop.com',
      objectId: '19e4f0a2b3c4d5e6',
      conversationId: 'gmail:support@example-shop.com:19e4f0a2b3c4d000',
      kind: 'message',
      direction: 'inbound',
      occurredAt: 1793699892000,
      subject: 'Re: Parcel 1042',
      text: 'It came, but one shoe has a scratch. Photo attached.',
      quotedText: expect.stringContaining('Has the parcel arrived?') as string,
      link: 'https://mail.google.com/mail/u/?authuser=support%40example-shop.com#all/19e4f0a2b3c4d000',
      participants: [
        {
          role: 'customer',
          author: true,
          name: 'Ana Silva',
          identifiers: [{ type: 'email', value: 'ana.silva@example.net', verified: true }],
        },
        { role: 'agent', identifiers: [{ type: 'company-email', value: 'support@example-shop.com' }] },
        { role: 'customer', identifiers: [{ value: 'bruno@example.org', verified: false }] },
      ],
      attachments: [{ name: 'scratch.png', contentType: 'image/png', size: 8 }],
    },
  ]);
});

test('what was sent is outbound; spam is kept apart; a bounce is a status; a deletion has no text', async () => {
  expect(await read(platform, fixture('message-sent'), own)).toMatchObject([
    {
      kind: 'message',
      event: 'sent',
      direction: 'outbound',
      text: 'We are sorry. A new pair is on its way.',
      participants: [
        { role: 'agent', author: true },
        { role: 'customer', author: false },
      ],
    },
  ]);
  expect(await read(platform, fixture('message-spam'), own)).toMatchObject([
    {
      kind: 'other',
      objectId: 'spam/19e4f0a2b3c4d600',
      participants: [],
      properties: { reason: 'labelled SPAM' },
    },
  ]);
  expect(await read(platform, fixture('message-bounce'), own)).toMatchObject([
    {
      kind: 'status',
      event: 'bounced',
      participants: [{ role: 'system', identifiers: [] }, { role: 'agent' }],
    },
  ]);
  const [first] = await read(platform, fixture('message-received'), own);
  const [gone] = await read(platform, fixture('message-gone'), own);
  expect(gone).toMatchObject({
    interactionId: first !== undefined && 'interactionId' in first ? first.interactionId : '',
    state: 'deleted',
    text: null,
  });
});

test("a sender is not believed by another server's findings or another domain's signature", async () => {
  const body = JSON.parse(textOf(bodyOf(fixture('message-received')))) as Record<string, string>;
  const verifiedAfter = async (...changes: ReadonlyArray<readonly [string, string]>) => {
    let mime = Buffer.from(body['raw'] ?? '', 'base64url').toString();
    for (const [from, to] of changes) mime = mime.replaceAll(from, to);
    const changed = { ...body, raw: Buffer.from(mime).toString('base64url') };
    const [item] = await read(
      platform,
      { ...fixture('message-received'), body: JSON.stringify(changed) },
      own,
    );
    return item !== undefined && 'participants' in item
      ? item.participants[0]?.identifiers[0]?.verified
      : undefined;
  };
  const withoutDmarc = ['dmarc=pass', 'dmarc=fail'] as const;
  expect(await verifiedAfter(['mx.google.com;', 'mx.attacker.example;'])).toBe(false);
  expect(await verifiedAfter(withoutDmarc)).toBe(true);
  expect(await verifiedAfter(withoutDmarc, ['header.i=@example.net', 'header.i=@example.org'])).toBe(false);
  expect(await verifiedAfter(withoutDmarc, ['dkim=pass', 'dkim=fail'])).toBe(false);
});

test("the mailbox's own domain is the company's, unless anybody may have an address in it", async () => {
  const told = async (mailbox: string) => {
    const [item] = await read(platform, fixture('message-received'), {
      ...context,
      internalDomains: [],
      settings: { mailbox },
    });
    return item !== undefined && 'participants' in item ? item.participants.map((one) => one.role) : [];
  };
  expect(await told('team@example-shop.com')).toEqual(['customer', 'agent', 'customer']);
  expect(await told('shop@gmail.com')).toEqual(['customer', 'customer', 'customer']);
});
