import { call, getJson } from '../../calling/index.ts';
import type { Api, FeedPage, Feeds } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { googleApi } from '../../google/api.ts';
import { arrayOf, objectOf, parseJson } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { isReady, type Settings } from './settings.ts';

const ROWS_A_PAGE = 500;
const HEADER_ROW = 1;

const quoted = (sheet: string): string => `'${sheet.replaceAll("'", "''")}'`;

const valuesUrl = ({ apiUrl, spreadsheetId = '' }: Settings): string =>
  `${apiUrl.replace(/\/$/, '')}/v4/spreadsheets/${encodeURIComponent(spreadsheetId)}/values`;

/** A sheet or spreadsheet that is gone, or not shared with the account. */
const missing = () => platformErrors.apiRefused({ detail: { status: 404 } });

/** The number of the last row that is not empty. */
async function lastRow(sheet: string, api: Api<Settings>): Promise<number> {
  const url = `${valuesUrl(api.settings)}/${encodeURIComponent(quoted(sheet))}?majorDimension=ROWS&fields=values`;
  const answer = await getJson(googleApi(api), url);
  if (answer === undefined) throw missing();
  return Math.max(HEADER_ROW, arrayOf(objectOf(answer)['values']).length);
}

async function readRows(sheet: string, after: number, api: Api<Settings>): Promise<FeedPage> {
  const query = new URLSearchParams({ majorDimension: 'ROWS', valueRenderOption: 'FORMATTED_VALUE' });
  query.append('ranges', `${quoted(sheet)}!${HEADER_ROW}:${HEADER_ROW}`);
  query.append('ranges', `${quoted(sheet)}!${after + 1}:${after + ROWS_A_PAGE}`);
  const url = `${valuesUrl(api.settings)}:batchGet?${query.toString()}`;
  const response = await call(
    googleApi(api),
    { method: 'GET', url, headers: { accept: 'application/json' } },
    [400],
  );
  if (response === undefined) throw missing();
  const nothing = { expired: false, pointers: [], objects: [], cursor: String(after), more: false } as const;
  if (response.status === 400) {
    // The grid ends before the range begins: there is no further row.
    if (textOf(response.body).includes('exceeds grid limits')) return nothing;
    throw platformErrors.apiRefused({ detail: { status: 400, path: new URL(url).pathname } });
  }
  const [, rows = {}] = arrayOf(objectOf(parseJson(response.body))['valueRanges']).map(objectOf);
  const count = arrayOf(rows['values']).length;
  if (count === 0) return nothing;
  return {
    expired: false,
    pointers: [],
    objects: [
      {
        key: `${sheet}/${after + 1}-${after + count}`,
        url,
        headers: { 'content-type': 'application/json' },
        body: response.body,
      },
    ],
    cursor: String(after + count),
    more: count === ROWS_A_PAGE,
  };
}

/**
 * One feed a sheet; its cursor is the number of the last row that was read. `spreadsheets.values` has no search by time, so
 * what stood there before is read by the same feed, from its top.
 */
export const feeds: Feeds<Settings> = {
  wanted: (settings) => (isReady(settings) ? settings.sheets : []),
  start: async (sheet, api) =>
    String(api.settings.existingRows === 'read' ? HEADER_ROW : await lastRow(sheet, api)),
  read: async (sheet, cursor, api) => readRows(sheet, Math.max(HEADER_ROW, Number(cursor) || 0), api),
  pollSeconds: 5 * 60,
};
