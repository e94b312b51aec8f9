import type { Manifest } from '../contract.ts';

export const manifest: Manifest = {
  id: 'google-sheets',
  name: 'Google Sheets',
  family: 'web',
  docs: 'https://developers.google.com/workspace/sheets/api/guides/values',
  authentication: 'signature',
  captures: [
    'rows that a form or a person adds, pushed by an Apps Script or polled',
    'edited rows (pushed)',
    'rows as contact records, if the sheet is kept by the company',
  ],
  secrets: [],
  identity: 'content',
  methods: ['POST'],
  toleranceSeconds: 300,
  maxBodyBytes: 1024 * 1024,
  reading: 1,
  keptHeaders: ['x-throughline-timestamp', 'x-throughline-signature'],
  secretSettings: ['pushSecret', 'clientSecret', 'refreshToken'],
  steps: [
    'Open the spreadsheet, then Extensions → Apps Script, and paste the script of this platform’s README.',
    'Under Project settings → Script properties add THROUGHLINE_URL ({url}) and THROUGHLINE_SECRET (the pushSecret of the source’s settings).',
    'Run the function install once and allow what it asks for: it makes the triggers for form submissions and edits.',
    'To poll as well, or instead: create an OAuth client with the scope https://www.googleapis.com/auth/spreadsheets.readonly, and set client id, client secret, refresh token, spreadsheetId and the names of the sheets.',
  ],
};
