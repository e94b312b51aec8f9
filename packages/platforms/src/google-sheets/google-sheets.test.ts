import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import type { Interaction } from '@throughline/schemas';
import { expect, test } from 'vitest';
import type { Api, Platform } from '../contract.ts';
import { answering } from '../google/testing.ts';
import { authorized } from '../simulation/authorized.ts';
import { seeded } from '../simulation/random.ts';
import { context, fixtureReader, NOW, rawOf, read, requestOf } from '../testing.ts';
import { googleSheets } from './index.ts';
import { createSimulator } from './simulator/index.ts';
import type { Settings } from './source/settings.ts';
import { parseSheetTime } from './source/time.ts';

const platform = googleSheets as unknown as Platform;
const { source } = googleSheets;
const [submitted, edited] = googleSheets.samples(NOW);
const fixture = fixtureReader('google-sheets');

/** The script of the README, run with Apps Script's services put in its place. */
function runScript(call: string, event: object, secret: string) {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8');
  const script = /```javascript\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const sent: Array<{ url: string; options: Record<string, unknown> }> = [];
  const properties: Record<string, string> = {
    THROUGHLINE_URL: 'https://edge.example.com/webhooks/google-sheets/src_test',
    THROUGHLINE_SECRET: secret,
  };
  runInNewContext(`${script}\n${call}(event)`, {
    event,
    PropertiesService: {
      getScriptProperties: () => ({ getProperty: (name: string) => properties[name] ?? null }),
    },
    Utilities: {
      Charset: { UTF_8: 'UTF-8' },
      computeHmacSha256Signature: (value: string, key: string, charset: string) => {
        expect(charset).toBe('UTF-8');
        // Apps Script's bytes are signed.
        return [...new Int8Array(createHmac('sha256', key).update(value, 'utf8').digest())];
      },
      base64Encode: (bytes: ReadonlyArray<number>) =>
        Buffer.from(Int8Array.from(bytes).buffer).toString('base64'),
      sleep: () => undefined,
    },
    UrlFetchApp: {
      fetch: (url: string, options: Record<string, unknown>) => {
        sent.push({ url, options });
        return { getResponseCode: () => 200 };
      },
    },
  });
  return sent;
}

test("the README's script signs what the source accepts and reads", async () => {
  const cells = [
    ['Timestamp', 'Email', 'Message'],
    ['11/3/2026 10:00:00', 'ana.silva@example.net', 'Schöne Grüße – 你好'],
  ];
  const sheet = {
    getName: () => 'Leads',
    getSheetId: () => 7,
    getLastColumn: () => 3,
    getParent: () => ({ getId: () => 'spreadsheet-1', getName: () => 'Requests' }),
    getRange: (row: number, _column: number, rows: number) => ({
      getDisplayValues: () => cells.slice(row - 1, row - 1 + rows),
    }),
  };
  const range = { getSheet: () => sheet, getRow: () => 2, getNumRows: () => 1 };
  const [push] = runScript('pushSubmission', { range }, 's'.repeat(20));
  const options = push?.options as { headers: Record<string, string>; payload: string };
  const request = {
    method: 'POST',
    url: push?.url ?? '',
    headers: Object.fromEntries(
      Object.entries({ ...options.headers, 'content-type': 'application/json' }).map(([name, value]) => [
        name.toLowerCase(),
        value,
      ]),
    ),
    body: Buffer.from(options.payload),
  };
  const settings = { ...googleSheets.generateSettings(), pushSecret: 's'.repeat(20) };
  expect(await source.verify(request, settings, new Date())).toMatchObject({ ok: true });
  expect(await source.normalize(rawOf(platform, request, Date.now()), context)).toMatchObject([
    {
      account: 'spreadsheet-1',
      kind: 'form',
      text: 'Schöne Grüße – 你好',
      occurredAt: Date.UTC(2026, 10, 3, 10),
      link: 'https://docs.google.com/spreadsheets/d/spreadsheet-1/edit#gid=7&range=2:2',
    },
  ]);
});

test('a row that was pushed, edited and polled is one interaction; the edit is its last revision', async () => {
  if (submitted === undefined || edited === undefined) throw new Error('no samples');
  const [first] = (await read(platform, submitted)) as Interaction[];
  const [second] = (await read(platform, edited)) as Interaction[];
  expect(first).toMatchObject({
    kind: 'form',
    event: 'form_submitted',
    direction: 'inbound',
    subject: 'Form responses 1',
    text: 'Do you have the blue one in size 42?',
    participants: [
      {
        name: 'Ana Silva',
        identifiers: [
          { type: 'email', value: 'ana.silva@example.net', verified: false },
          { type: 'phone', value: '+14155550132', verified: false },
        ],
      },
    ],
  });
  expect(second).toMatchObject({ event: 'changed', interactionId: first?.interactionId });
  expect(second?.revision).toBeGreaterThan(first?.revision ?? Infinity);
  const polled = (await read(platform, fixture('values-batch-get'))) as Interaction[];
  expect(polled.map((row) => row.properties['row'])).toEqual(['12', '14']);
  expect(polled[0]).toMatchObject({ revision: 0, occurredAt: NOW.getTime() });
});

test('a key column names the row; a sheet of records is the company’s own word', async () => {
  const settings = { keyColumn: 'email address', rowsAre: 'record' };
  const [row] = (await read(platform, fixture('values-batch-get'), {
    ...context,
    settings,
  })) as Interaction[];
  expect(row).toMatchObject({
    objectId: 'Form responses 1/key/Ana.Silva@example.net',
    kind: 'record',
    direction: 'none',
    participants: [
      {
        identifiers: [
          { type: 'email', verified: true },
          { type: 'phone', verified: true },
        ],
      },
    ],
  });
});

test.each([
  ['11/3/2026 10:00:00', 'UTC', false, Date.UTC(2026, 10, 3, 10)],
  ['11/3/2026 1:30:00 PM', 'UTC', false, Date.UTC(2026, 10, 3, 13, 30)],
  ['03/11/2026 10:00:00', 'Europe/Berlin', true, Date.UTC(2026, 10, 3, 9)],
  ['15.7.2026, 10:00', 'Europe/Berlin', true, Date.UTC(2026, 6, 15, 8)],
  ['2026-11-03 10:00:00', 'America/New_York', false, Date.UTC(2026, 10, 3, 15)],
  ['2026-11-03T10:00:00Z', 'America/New_York', false, Date.UTC(2026, 10, 3, 10)],
  ['soon', 'UTC', false, null],
  ['11/3/2026 10:00:00', 'Nowhere/Land', false, Date.UTC(2026, 10, 3, 10)],
])('%s in %s', (text, timeZone, dayFirst, expected) => {
  expect(parseSheetTime(text, { timeZone, dayFirst })).toBe(expected);
});

test('polling finds every row, also those whose push was lost, and no row twice', async () => {
  let time = NOW.getTime();
  const simulator = createSimulator({ now: () => new Date(time), baseUrl: 'https://sheets.test' });
  const settings = simulator.settings as Settings;
  const http = authorized(simulator.vendor.http, source.access?.(settings), () => new Date(time));
  const api = (): Api<Settings> => ({ settings, now: new Date(time), http });
  const [feed = ''] = source.feeds?.wanted(settings) ?? [];
  let cursor = (await source.feeds?.start(feed, api())) ?? '';
  const random = seeded(11);
  const found: string[] = [];
  const poll = async () => {
    for (let more = true; more;) {
      const page = await source.feeds?.read(feed, cursor, api());
      if (page === undefined || page.expired) throw new Error('expired');
      ({ cursor, more } = page);
      for (const object of page.objects) {
        const request = { method: 'FETCH', url: object.url, headers: object.headers, body: object.body };
        const items = (await source.normalize(rawOf(platform, request, time), context)) as Interaction[];
        found.push(...items.map((item) => item.interactionId));
      }
    }
  };
  const pushed = new Set<string>();
  for (let step = 1; step <= 30 * 24 * 2; step += 1) {
    time += 30 * 60 * 1000;
    for (const delivery of simulator.happen(random)) {
      expect(await source.verify(delivery, settings, new Date(time))).toMatchObject({ ok: true });
      const items = (await source.normalize(rawOf(platform, delivery, time), context)) as Interaction[];
      for (const item of items) pushed.add(item.interactionId);
    }
    if (step % 600 === 0) await poll();
  }
  await poll();
  expect(new Set(found)).toEqual(simulator.interactionIds());
  expect(found).toHaveLength(simulator.interactionIds().size);
  for (const id of pushed) expect(simulator.interactionIds().has(id)).toBe(true);
  // Rows that are there already can be left where they are.
  const skipping = { ...api(), settings: { ...settings, existingRows: 'skip' as const } };
  expect(await source.feeds?.start(feed, skipping)).toBe(String(found.length + 1));
});

test('a row behind the end of the grid is no error; a spreadsheet that is gone is', async () => {
  const settings: Settings = { ...googleSheets.generateSettings(), spreadsheetId: 'x' };
  const told = (status: number, message: string) =>
    answering(settings, NOW, status, { error: { code: status, message } });
  const beyond = told(400, "Range ('Leads'!1001:1500) exceeds grid limits. Max rows: 1000, max columns: 26");
  expect(await source.feeds?.read('Leads', '1000', beyond)).toMatchObject({ cursor: '1000', more: false });
  for (const [status, message] of [
    [400, "Unable to parse range: 'Leads'!1:1"],
    [404, 'Requested entity was not found.'],
  ] as const) {
    await expect(source.feeds?.read('Leads', '1', told(status, message))).rejects.toMatchObject({
      code: 'platforms.api-refused',
    });
  }
});

test('what has no rows is kept as other', async () => {
  expect(await read(platform, fixture('append-without-rows'))).toMatchObject([
    { kind: 'other', vendorEvent: 'change' },
  ]);
  expect(requestOf(platform, fixture('append-without-rows')).url).toContain('/google-sheets/');
});
