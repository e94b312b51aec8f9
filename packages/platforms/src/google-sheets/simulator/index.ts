import type { HttpRequest } from '../../contract.ts';
import { interactionIdOf } from '../../reading/index.ts';
import { createVendor, type Route, type Simulator, type SimulatorOptions } from '../../simulation/index.ts';
import { objectIdOf } from '../source/identity.ts';
import { generateSettings, type Settings } from '../source/settings.ts';
import { sign } from '../source/verify.ts';

const SPREADSHEET = '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms';
const SHEET = "Ana's leads";
const ENDPOINT = 'https://edge.example.com/webhooks/google-sheets/src_test';
const HEADERS = ['Timestamp', 'Name', 'Email', 'Question'];
/** A new sheet has a thousand rows; it grows when the last one is filled. */
const NEW_GRID = 1_000;

const errorOf = (code: number, message: string) => ({ status: code, body: { error: { code, message } } });

/** As the spreadsheet displays it in the United States. */
function displayed(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${time.getUTCMonth() + 1}/${time.getUTCDate()}/${time.getUTCFullYear()} ${time.getUTCHours()}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}`;
}

/** The rows that a range names: `'Sheet'!2:501`. */
function rangeOf(range: string): { readonly first: number; readonly last: number } | undefined {
  const [, sheet = '', first, last] = /^'((?:[^']|'')+)'(?:!(\d+):(\d+))?$/.exec(range) ?? [];
  if (sheet.replaceAll("''", "'") !== SHEET) return undefined;
  return { first: Number(first ?? 1), last: Number(last ?? NEW_GRID * 1_000) };
}

/** A spreadsheet that a form writes into, with the script of the README, which now and then fails to push. */
export function createSimulator({ now, baseUrl }: SimulatorOptions): Simulator {
  const rows: string[][] = [HEADERS];
  const interactionIds = new Set<string>();
  const settings: Settings = {
    ...generateSettings(),
    spreadsheetId: SPREADSHEET,
    sheets: [SHEET],
    apiUrl: baseUrl,
    tokenUrl: `${baseUrl}/token`,
    clientId: 'client.apps.googleusercontent.com',
    clientSecret: 'client-secret',
    refreshToken: '1//refresh',
  };
  const gridRows = () => Math.max(NEW_GRID, rows.length);

  function valuesOf(range: string) {
    const found = rangeOf(range);
    if (found === undefined) return errorOf(400, `Unable to parse range: ${range}`);
    if (found.first > gridRows())
      return errorOf(400, `Range (${range}) exceeds grid limits. Max rows: ${gridRows()}, max columns: 26`);
    const values = rows.slice(found.first - 1, found.last);
    return {
      status: 200,
      body: {
        range: `'${SHEET.replaceAll("'", "''")}'!A${found.first}:Z${Math.min(found.last, gridRows())}`,
        majorDimension: 'ROWS',
        ...(values.length === 0 ? {} : { values }),
      },
    };
  }

  const routes: ReadonlyArray<Route> = [
    {
      method: 'GET',
      path: /\/v4\/spreadsheets\/([^/]+)\/values:batchGet/,
      answer({ path, url }) {
        if (path[0] !== SPREADSHEET) return errorOf(404, 'Requested entity was not found.');
        const answers = url.searchParams.getAll('ranges').map(valuesOf);
        const failed = answers.find((answer) => answer.status !== 200);
        if (failed !== undefined) return failed;
        return {
          status: 200,
          body: { spreadsheetId: SPREADSHEET, valueRanges: answers.map((answer) => answer.body) },
        };
      },
    },
    {
      method: 'GET',
      path: /\/v4\/spreadsheets\/([^/]+)\/values\/([^/]+)/,
      answer: ({ path }) =>
        path[0] === SPREADSHEET ? valuesOf(path[1] ?? '') : errorOf(404, 'Requested entity was not found.'),
    },
  ];
  const vendor = createVendor({
    now,
    routes,
    oauth: {
      path: '/token',
      clientId: settings.clientId ?? '',
      clientSecret: settings.clientSecret ?? '',
      refreshToken: settings.refreshToken ?? '',
      lifetimeSeconds: 3599,
    },
    // 60 reads a minute and user, 300 a minute and project; Google names no Retry-After, the kit always does.
    limit: { most: 60, seconds: 60 },
    errorBody: (code) => ({ error: { code, message: `status ${code}` } }),
  });

  function pushed(event: string, number: number): HttpRequest {
    const body = {
      event,
      spreadsheetId: SPREADSHEET,
      sheet: SHEET,
      gid: '0',
      time: now().toISOString(),
      headers: HEADERS,
      rows: [{ row: number, values: rows[number - 1] ?? [] }],
    };
    const request = {
      method: 'POST',
      url: ENDPOINT,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
    };
    return sign(request, settings, now());
  }

  return {
    vendor,
    settings,
    happen(random) {
      if (random() < 0.15 && rows.length > 1) {
        const number = 2 + Math.floor(random() * (rows.length - 1));
        const row = rows[number - 1];
        if (row !== undefined) row[3] = `${row[3] ?? ''} Please answer soon.`;
        return [pushed('edit', number)];
      }
      const person = rows.length;
      const values = [
        displayed(now()),
        `Customer ${person}`,
        `customer${person}@example.net`,
        'Is it in stock?',
      ];
      rows.push(values);
      const fields = HEADERS.map((header, index) => [header, values[index] ?? ''] as const);
      const row = { spreadsheetId: SPREADSHEET, sheet: SHEET, number: rows.length, fields };
      interactionIds.add(interactionIdOf('google-sheets', SPREADSHEET, objectIdOf(row, settings)));
      // Apps Script tries once; what it loses is found by the next poll.
      return random() < 0.2 ? [] : [pushed('formSubmit', rows.length)];
    },
    tick: () => [],
    interactionIds: () => interactionIds,
  };
}
