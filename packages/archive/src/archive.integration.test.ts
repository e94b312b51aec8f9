import { randomBytes } from 'node:crypto';
import { digestOf } from '@throughline/raw';
import { testStack } from '@throughline/stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createArchive } from './index.ts';
import { always, indexAll, rawSample, sample } from './testing.ts';

const stack = await testStack();
const archive = createArchive({ url: stack.openSearchUrl, indexPrefix: `${stack.prefix}store` });
const refresh = () => fetch(`${stack.openSearchUrl}/${stack.prefix}*/_refresh`, { method: 'POST' });
const DAY = 24 * 60 * 60 * 1000;
const occurredAt = Date.UTC(2026, 9, 15, 12);

const documents = async (): Promise<number> => {
  await refresh();
  const answer = await fetch(`${stack.openSearchUrl}/${stack.prefix}store-interactions/_count`);
  return ((await answer.json()) as { count?: number }).count ?? 0;
};
const found = async (q: string) => (await archive.search({ q })).items;

beforeAll(async () => {
  await archive.ensureTemplates();
  // Twice changes nothing.
  await archive.ensureTemplates();
});
afterAll(async () => {
  await archive.close();
  await stack.cleanUp();
});

test('the same record a hundred times, and once for each of its customers, is one document', async () => {
  const before = await documents();
  const record = sample('hundred', { text: 'hundredfold' });
  const batch = Array.from({ length: 99 }, () => record);
  expect(await indexAll(archive, [...batch, { ...record, customerId: 'cus_2' }])).toEqual([
    'stored',
    ...batch.map(() => 'unchanged'),
  ]);
  for (let again = 0; again < 3; again += 1) expect(await indexAll(archive, [record])).toEqual(['unchanged']);
  expect((await documents()) - before).toBe(1);
  expect(await found('hundredfold')).toHaveLength(1);
});

test('a corrected reading replaces what was read, an earlier reading does not', async () => {
  await indexAll(archive, [sample('reading', { reading: 2, text: 'secondreading' })]);
  expect(await indexAll(archive, [sample('reading', { reading: 1, text: 'firstreading' })])).toEqual([
    'unchanged',
  ]);
  expect(await indexAll(archive, [sample('reading', { reading: 3, text: 'thirdreading' })])).toEqual([
    'stored',
  ]);
  await refresh();
  expect(await found('secondreading')).toEqual([]);
  expect(await found('firstreading')).toEqual([]);
  expect(await found('thirdreading')).toHaveLength(1);
});

test('a reading that moves an interaction to another month leaves one of it', async () => {
  await indexAll(archive, [sample('moved', { text: 'movedalong', occurredAt })]);
  await indexAll(archive, [
    sample('moved', { text: 'movedalong', reading: 2, occurredAt: occurredAt - 40 * DAY }),
  ]);
  await refresh();
  expect((await found('movedalong')).map((item) => item.occurredAt)).toEqual([occurredAt - 40 * DAY]);
});

test.each([
  ['in order', [1, 2, 3]],
  ['out of order', [3, 1, 2]],
  ['backwards and again', [3, 2, 1, 3, 2, 1]],
])('of the revisions of an interaction the highest is shown: %s', async (name, order) => {
  const word = name.replaceAll(' ', '');
  for (const revision of order) {
    const text = `${word} edit${revision}`;
    // Each edit lies in a month of its own.
    await indexAll(archive, [sample(word, { revision, text, occurredAt: occurredAt - revision * 31 * DAY })]);
  }
  await refresh();
  expect((await found(word)).map((item) => item.text)).toEqual([`${word} edit3`]);
  expect(await found(`${word} edit1`)).toEqual([]);
  const { items, total } = await archive.search({ q: `${word} edit3` });
  expect([items.length, total]).toEqual([1, 1]);
  const edited = await archive.document(sample(word, { revision: 1 }).interaction.documentId);
  expect(edited?.text).toBe(`${word} edit1`);
});

test('what is no id of a document finds none, nor does one with more behind it', async () => {
  const record = sample('whole');
  await indexAll(archive, [record]);
  await refresh();
  const { documentId } = record.interaction;
  expect(await archive.document(documentId)).toBeDefined();
  for (const id of ['', 'xyz', 'ab', `${documentId}xyz`]) expect(await archive.document(id)).toBeUndefined();
});

test('a deletion hides the text from searches and stays in the timeline', async () => {
  const participants = [
    {
      ...sample('x').interaction.participants[0],
      identifiers: [{ type: 'email', value: 'deleter@example.com', verified: true }],
      role: 'customer',
      author: true,
      name: null,
      traits: {},
    },
  ];
  await indexAll(archive, [
    sample('deleted', { revision: 2, state: 'deleted', event: 'deleted', text: 'regrettable', participants }),
    sample('deleted', { revision: 1, text: 'regrettable', participants }),
  ]);
  await refresh();
  expect(await found('regrettable')).toEqual([]);
  const { items } = await archive.timeline({ holdings: [always('email:deleter@example.com')] });
  expect(items.map(({ state, text, event }) => ({ state, text, event }))).toEqual([
    { state: 'deleted', text: null, event: 'deleted' },
  ]);
});

test('one document that cannot be taken stops no other, and its error tells nothing of its content', async () => {
  const good = sample('good-beside-bad', { text: 'survivor' });
  const bad = sample('bad', { durationSeconds: 1 });
  const broken = {
    ...bad,
    interaction: { ...bad.interaction, subject: { secret: 'hunter2' } as unknown as string },
  };
  const idless = { ...bad, interaction: { ...bad.interaction, documentId: '' } };
  const timeless = { ...bad, interaction: { ...bad.interaction, occurredAt: 0, receivedAt: 0 } };
  const results = await indexAll(archive, [broken, good, idless, timeless]);
  expect(results[1]).toBe('stored');
  const codes = results.map((result) => (typeof result === 'string' ? result : result.failed.code));
  expect(codes).toEqual([
    'archive.document-rejected',
    'stored',
    'archive.document-invalid',
    'archive.document-invalid',
  ]);
  expect(JSON.stringify(results[0])).not.toContain('hunter2');
  expect(results[0]).toMatchObject({ failed: { detail: { field: 'subject' } } });
  await refresh();
  expect(await found('survivor')).toHaveLength(1);
});

test('an absurd time makes no index of its own', async () => {
  const results = await indexAll(archive, [
    sample('long-ago', { occurredAt: Date.UTC(1601, 0, 1) }),
    sample('far-ahead', { occurredAt: Date.UTC(2092, 0, 1) }),
  ]);
  expect(results).toEqual(['stored', 'stored']);
  const indices = (
    await (await fetch(`${stack.openSearchUrl}/_cat/indices/${stack.prefix}*?h=index`)).text()
  ).split('\n');
  expect(indices.filter((name) => /-(16|20[3-9])\d+-\d\d/.test(name))).toEqual([]);
});

test('fields of a vendor named like parts of JavaScript or of OpenSearch are only text', async () => {
  const properties = JSON.parse(
    '{"__proto__":"a","constructor":"b","":"c","a.b":"d",".":"e","_id":"f"}',
  ) as Record<string, string>;
  expect(await indexAll(archive, [sample('names', { text: 'oddnames', properties })])).toEqual(['stored']);
  await refresh();
  // Own properties, `__proto__` among them, whatever their order.
  const entries = (record: object = {}) => Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
  expect(entries((await found('oddnames'))[0]?.properties)).toEqual(entries(properties));
});

test('raw records come back byte for byte, at once, and prove their digest', async () => {
  const bodies = [
    Buffer.alloc(0),
    randomBytes(3000),
    Buffer.from([0xff, 0xfe, 0, 10, 13, 0xc3, 0x28]),
    randomBytes(9_000_000),
  ];
  const records = bodies.map((body, index) =>
    rawSample(body, {
      receivedAt: occurredAt - index * 31 * DAY,
      position: { topic: 'raw.messaging', partition: 1, offset: index },
    }),
  );
  expect(await archive.storeRaw(records)).toEqual(bodies.map(() => 'stored'));
  expect(await archive.storeRaw(records)).toEqual(bodies.map(() => 'unchanged'));
  for (const [index, record] of records.entries()) {
    const back = await archive.raw(record.digest, index % 2 === 0 ? {} : { receivedAt: record.receivedAt });
    expect(back && Buffer.compare(Buffer.from(back.body), record.body)).toBe(0);
    expect(back && digestOf(back)).toBe(record.digest);
    expect({ ...back, body: null }).toEqual({ ...record, body: null });
  }
  expect(await archive.raw('0'.repeat(64))).toBeUndefined();
  expect(await archive.raw('../../_all')).toBeUndefined();
});

test('an archive that is away is a retryable error, for writing and for reading', async () => {
  const away = createArchive({ url: 'http://127.0.0.1:9', indexPrefix: 'away', timeoutMs: 500 });
  const expected = { code: 'archive.store-away', retryable: true };
  await expect(away.search({ q: 'x' })).rejects.toMatchObject(expected);
  await expect(indexAll(away, [sample('away')])).rejects.toMatchObject(expected);
  await expect(away.ping()).rejects.toMatchObject(expected);
  await away.close();
}, 20_000);

test('counts each interaction once per source and day', async () => {
  const from = Date.UTC(2025, 4, 1);
  const records = [1, 2, 3, 3].map((object, index) =>
    sample(`count-${object}`, {
      platform: 'zendesk',
      sourceId: 'src_z',
      revision: index,
      occurredAt: from + object * (DAY / 2),
    }),
  );
  await indexAll(archive, records);
  await refresh();
  expect(await archive.countByDay({ platform: 'zendesk', from, to: from + 5 * DAY })).toEqual([
    { platform: 'zendesk', sourceId: 'src_z', day: '2025-05-01', interactions: 1 },
    { platform: 'zendesk', sourceId: 'src_z', day: '2025-05-02', interactions: 2 },
  ]);
});

test('which of a list of interactions are there, each once, in whatever month and revision', async () => {
  const here = sample('existing-1', { text: 'here' });
  const earlier = sample('existing-2', { text: 'earlier', occurredAt: occurredAt - 70 * DAY });
  await indexAll(archive, [
    here,
    { ...here, interaction: { ...here.interaction, documentId: 'second', revision: 2 } },
    earlier,
  ]);
  await refresh();
  const ids = [here, earlier, sample('existing-3')].map(({ interaction }) => interaction.interactionId);
  expect(await archive.existing([...ids, ...ids])).toEqual(new Set(ids.slice(0, 2)));
  const many = Array.from({ length: 12_000 }, (_, index) => `unknown-${index}`);
  expect(await archive.existing([...many, ...ids])).toEqual(new Set(ids.slice(0, 2)));
  expect(await archive.existing([])).toEqual(new Set());
});
