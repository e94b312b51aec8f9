import { z } from 'zod';
import { googleAccessSettings, isConnected } from '../../google/access.ts';
import { newSecret } from '../../schemes/index.ts';

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

export const settings = z.object({
  /** Key of the signature that the script makes. */
  pushSecret: z.string().min(16),
  /** `form`: people fill it in, what they say is a claim. `record`: the company keeps it. */
  rowsAre: z.enum(['form', 'record']).default('form'),
  /** Header of a column whose value names the row for good. */
  keyColumn: z.string().optional(),
  /** Header of the column that says when a row was made; `Timestamp` is what Google Forms writes. */
  timeColumn: z.string().default('Timestamp'),
  /** Zone of the spreadsheet (File → Settings). */
  timeZone: z.string().refine(isTimeZone, 'There is no such time zone.').default('UTC'),
  /** Whether the spreadsheet writes 3/11 for the 3rd of November. */
  dayFirst: z.boolean().default(false),
  /** Between `/d/` and `/edit` in the spreadsheet’s URL. */
  spreadsheetId: z.string().optional(),
  /** Names of the sheets to poll. */
  sheets: z.array(z.string().min(1)).default([]),
  /** What to do with the rows that are there when the polling begins. */
  existingRows: z.enum(['read', 'skip']).default('read'),
  apiUrl: z.url().default('https://sheets.googleapis.com'),
  ...googleAccessSettings,
});
export type Settings = z.infer<typeof settings>;

export const generateSettings = (): Settings => ({
  pushSecret: newSecret(),
  rowsAre: 'form',
  timeColumn: 'Timestamp',
  timeZone: 'UTC',
  dayFirst: false,
  sheets: [],
  existingRows: 'read',
  apiUrl: 'https://sheets.googleapis.com',
  tokenUrl: 'https://oauth2.googleapis.com/token',
});

export const isReady = (given: Settings): boolean => isConnected(given) && given.spreadsheetId !== undefined;
