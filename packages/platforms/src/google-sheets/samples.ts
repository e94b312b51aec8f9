import type { Sample } from '../contract.ts';

const headers = { 'content-type': 'application/json' };

export function samples(now: Date): ReadonlyArray<Sample> {
  const sheet = {
    spreadsheetId: '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms',
    spreadsheet: 'Contact requests',
    sheet: 'Form responses 1',
    gid: '0',
    time: now.toISOString(),
    headers: ['Timestamp', 'Name', 'Email address', 'Phone', 'Your question'],
  };
  const values = [
    now.toISOString().replace('T', ' ').slice(0, 19),
    'Ana Silva',
    'Ana.Silva@example.net',
    '+1 415 555 0132',
    'Do you have the blue one in size 42?',
  ];
  return [
    {
      title: 'A form is submitted into the sheet',
      method: 'POST',
      path: '',
      headers,
      body: JSON.stringify({ ...sheet, event: 'formSubmit', rows: [{ row: 12, values }] }),
    },
    {
      title: 'The row is edited',
      method: 'POST',
      path: '',
      headers,
      body: JSON.stringify({
        ...sheet,
        event: 'edit',
        time: new Date(now.getTime() + 60_000).toISOString(),
        user: 'agent@example-shop.com',
        rows: [{ row: 12, values: [...values.slice(0, 4), 'Do you have the blue one in size 43?'] }],
      }),
    },
  ];
}
