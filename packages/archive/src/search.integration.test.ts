import { testStack } from '@throughline/stack/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createArchive, HIGHLIGHT_END, HIGHLIGHT_START } from './index.ts';
import { always, customer, indexAll, sample } from './testing.ts';

const stack = await testStack();
const archive = createArchive({ url: stack.openSearchUrl, indexPrefix: `${stack.prefix}search` });
const MINUTE = 60_000;
const start = Date.UTC(2026, 8, 30, 22);
const anna = customer('email:anna.schmidt+shop@mail.example.co.uk', 'phone:+491701234567');
const bob = customer('phone:+14155552671', 'slack:T024BE7LD:U2147483697');
const others = customer('email:somebody@example.org');
const texts = {
  german: 'Die Größe passt nicht, bitte Rückerstattung für die Straßenschuhe',
  thai: 'สวัสดีครับ ผมต้องการความช่วยเหลือเรื่องใบแจ้งหนี้',
  chinese: '我想退货，这双鞋子太小了',
  japanese: '注文した靴のサイズが合いません',
  korean: '환불을 요청하고 싶습니다',
  arabic: 'مَرْحَبًا، أريد استرداد المبلغ',
  russian: 'Хочу вернуть ёлку',
  greek: 'Θέλω επιστροφή χρημάτων',
  hindi: 'मुझे धनवापसी चाहिए',
  order: 'My order #1001-22 from 2026-09-28 at https://shop.example.com/orders/1001?x=<b>1</b>',
};
const records = [
  ...Object.entries(texts).map(([name, text], index) =>
    sample(name, { text, occurredAt: start + index * MINUTE, participants: [others] }),
  ),
  sample('anna', {
    platform: 'mailgun',
    channel: 'email',
    subject: 'Invoice overdue',
    participants: [{ ...anna, name: 'Anna Schmidt' }],
    text: 'See attachment',
    quotedText: 'earlierwords',
    attachments: [
      { id: null, name: 'rechnung-oktober.pdf', contentType: null, size: 1, sha256: null, url: null },
    ],
  }),
  sample('bob', { platform: 'slack', channel: 'chat', participants: [bob], text: 'hello from slack' }),
];

const ids = new Map(records.map((record) => [record.interaction.interactionId, record.interaction.objectId]));
const found = async (q: string) =>
  (await archive.search({ q })).items
    .map((item) => ids.get(item.interactionId) ?? '')
    .toSorted((a, b) => a.localeCompare(b));

beforeAll(async () => {
  await archive.ensureTemplates();
  await indexAll(archive, records);
});

test('what was written is searchable by itself, within two seconds', async () => {
  await vi.waitFor(async () => expect((await archive.search({})).items).toHaveLength(records.length), {
    timeout: 2000,
  });
});
afterAll(async () => {
  await archive.close();
  await stack.cleanUp();
});

test.each([
  '+491701234567',
  '491701234567',
  '0049 170 1234567',
  '+49 (0)170 123 45 67',
  '0170/1234567',
  '0170-1234567',
  '01701234567',
  '170 1234567',
  '1234567',
  '4567',
  '"+491701234567"',
])('a German phone number is found as %s', async (q) => {
  expect(await found(q)).toEqual(['anna']);
});

test.each(['(415) 555-2671', '415-555-2671', '+1 415 555 2671', '415.555.2671', '4155552671', '555-2671'])(
  'an American phone number is found as %s',
  async (q) => {
    expect(await found(q)).toEqual(['bob']);
  },
);

test.each([
  'anna.schmidt+shop@mail.example.co.uk',
  'Anna.Schmidt+Shop@Mail.Example.co.uk',
  'anna.schmidt+shop',
  'schmidt',
  '@mail.example.co.uk',
  'mail.example.co.uk',
  'example.co.uk',
  'Anna Schmidt',
  'anna inv*',
  'email:anna.schmidt+shop@mail.example.co.uk',
])('an e-mail address is found as %s', async (q) => {
  expect(await found(q)).toEqual(['anna']);
});

test.each(['T024BE7LD:U2147483697', 'u2147483697', 'slack:T024BE7LD:U2147483697'])(
  'a vendor id is found as %s',
  async (q) => {
    expect(await found(q)).toEqual(['bob']);
  },
);

test.each([
  ['GROSSE', 'german'],
  ['größe', 'german'],
  ['strassenschuhe', 'german'],
  ['rückerstattung straßenschuhe', 'german'],
  ['ความช่วยเหลือ', 'thai'],
  ['ใบแจ้งหนี้', 'thai'],
  ['退货', 'chinese'],
  ['鞋子', 'chinese'],
  ['退', 'chinese'],
  ['想退货', 'chinese'],
  ['サイズ', 'japanese'],
  ['注文', 'japanese'],
  ['환불', 'korean'],
  ['مرحبا', 'arabic'],
  ['استرداد', 'arabic'],
  ['елку', 'russian'],
  ['ΕΠΙΣΤΡΟΦΗ', 'greek'],
  ['धनवापसी', 'hindi'],
])('%s is found (%s)', async (q, language) => {
  expect(await found(q)).toEqual([language]);
});

test.each([
  ['#1001-22', ['order']],
  ['2026-09-28', ['order']],
  ['"order #1001-22"', ['order']],
  ['order -1001', []],
  ['rechnung', ['anna']],
  ['rechnung-oktober.pdf', ['anna']],
  ['earlierwords', ['anna']],
  ['invoice -anna', []],
  ['hello slack', ['bob']],
  ['hello invoice', []],
  ['hel*', ['bob']],
  ['???', []],
  ['"', []],
])('%s finds %j', async (q, expected) => {
  expect(await found(q)).toEqual(expected);
});

test.each([
  'AND OR NOT',
  '((((',
  'a:b:c',
  '/regex/',
  '*',
  '**',
  '?',
  '~5',
  '[1 TO',
  '\\',
  '"unclosed',
  'field:{',
  '\u0000',
  '\ud800',
  '😀',
  '-',
  '--',
  '-"',
  '+',
  '@',
  '"" ""',
  'x'.repeat(5000),
  '退'.repeat(5000),
  'a '.repeat(2000),
  '1 '.repeat(2000),
  '<script>',
  '(0)(0)(0)(0)',
  '++++1234',
  '\u202e\u200f',
  'a*'.repeat(300),
])('whatever is typed is a search: %#', async (q) => {
  await expect(archive.search({ q, sort: 'relevance' })).resolves.toHaveProperty('items');
});

test('matches are marked with characters that no markup can come from', async () => {
  const [item] = (await archive.search({ q: 'order' })).items;
  expect(item?.highlights[0]).toContain(`${HIGHLIGHT_START}order${HIGHLIGHT_END}`);
  expect(item?.highlights.join()).toContain('<b>');
  const [chinese] = (await archive.search({ q: '退货' })).items;
  expect(chinese?.highlights.join()).toContain(HIGHLIGHT_START);
});

describe('filters', () => {
  test.each([
    [{ platform: 'slack' }, ['bob']],
    [{ platform: ['slack', 'mailgun'] }, ['anna', 'bob']],
    [{ channel: 'email', direction: 'inbound', kind: 'message' }, ['anna']],
    [{ holdings: [always('phone:+14155552671')] }, ['bob']],
    [{ holdings: [] }, []],
    [{ from: start, to: start + 2 * MINUTE }, ['german', 'thai']],
  ])('%j', async (filters, expected) => {
    const { items } = await archive.search(filters);
    expect(
      items.map((item) => ids.get(item.interactionId) ?? '').toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(expected);
  });
});

test('pages neither repeat nor miss, even while newer interactions arrive, and a cursor is bound to its search', async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await archive.search({ limit: 5, cursor, platform: 'twilio' });
    seen.push(...page.items.map((item) => item.interactionId));
    cursor = page.next;
    await indexAll(archive, [
      sample(`late-${seen.length}`, { occurredAt: start + 1e9, platform: 'twilio', text: 'late' }),
    ]);
    await fetch(`${stack.openSearchUrl}/${stack.prefix}*/_refresh`, { method: 'POST' });
  } while (cursor !== null);
  expect(seen).toHaveLength(Object.keys(texts).length);
  expect(new Set(seen).size).toBe(seen.length);

  const { next } = await archive.search({ limit: 1 });
  const refused = { code: 'archive.cursor-invalid', status: 400 };
  await expect(archive.search({ limit: 1, cursor: next, q: 'other' })).rejects.toMatchObject(refused);
  for (const wrong of ['x', 'a.b', Buffer.from('[1,2]').toString('base64url'), `${next}A`.repeat(400)])
    await expect(archive.search({ limit: 1, cursor: wrong })).rejects.toMatchObject(refused);
});

test('pages of relevance go on where they stopped', async () => {
  const many = Array.from({ length: 25 }, (_, index) =>
    sample(`rank-${index}`, { text: `ranked ${'ranked '.repeat(index % 5)}`, occurredAt: start }),
  );
  await indexAll(archive, many);
  await fetch(`${stack.openSearchUrl}/${stack.prefix}*/_refresh`, { method: 'POST' });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await archive.search({ q: 'ranked', sort: 'relevance', limit: 7, cursor });
    seen.push(...page.items.map((item) => item.interactionId));
    cursor = page.next;
  } while (cursor !== null);
  expect(new Set(seen).size).toBe(25);
  expect(seen).toHaveLength(25);
});

test('a timeline takes thousands of anchors and parts of their history, newest first', async () => {
  const thousands = Array.from({ length: 25_000 }, (_, index) => `cookie:${index}`);
  const { items } = await archive.timeline({
    holdings: [...thousands, 'email:somebody@example.org'].map(always),
    limit: 3,
  });
  expect(items.map((item) => ids.get(item.interactionId))).toEqual(['order', 'hindi', 'greek']);
  const part = await archive.timeline({
    holdings: [{ anchor: 'email:somebody@example.org', validFrom: start, validTo: start + MINUTE }],
  });
  expect(part.items.map((item) => ids.get(item.interactionId))).toEqual(['german']);
});

test("interactions are counted once each, in the time for which their anchor is somebody's", async () => {
  await indexAll(archive, [
    sample('before', { occurredAt: start, participants: [customer('phone:+4930111')] }),
    sample('after', { occurredAt: start + MINUTE, participants: [customer('phone:+4930111')] }),
    sample('after', { occurredAt: start + MINUTE, revision: 1, participants: [customer('phone:+4930111')] }),
    sample('both', {
      occurredAt: start,
      participants: [customer('phone:+4930111'), customer('email:c@x.io')],
    }),
  ]);
  await fetch(`${stack.openSearchUrl}/${stack.prefix}*/_refresh`, { method: 'POST' });
  const phone = { anchor: 'phone:+4930111', validFrom: null, validTo: null };
  expect(await archive.countOf([])).toBe(0);
  expect(await archive.countOf([phone, always('email:c@x.io')])).toBe(3);
  expect(await archive.countOf([{ ...phone, validTo: start + MINUTE }])).toBe(2);
  expect(await archive.countOf([{ ...phone, validFrom: start + MINUTE }])).toBe(1);
});

test('a page fills up although most of what matches are old revisions', async () => {
  const edits = Array.from({ length: 120 }, (_, revision) =>
    sample('edited-often', { revision, text: 'muchedited', occurredAt: start + revision }),
  );
  await indexAll(archive, [
    ...edits,
    sample('edited-never', { text: 'muchedited', occurredAt: start - MINUTE }),
  ]);
  await fetch(`${stack.openSearchUrl}/${stack.prefix}*/_refresh`, { method: 'POST' });
  const { items, next } = await archive.search({ q: 'muchedited', limit: 10 });
  expect(items.map((item) => item.revision)).toEqual([119, 0]);
  expect(next).toBeNull();
});
