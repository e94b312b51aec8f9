import type { Api } from '../contract.ts';

/** What tests of Google's platforms share. Nothing outside tests imports this file. */

/** An API that gives one answer, whatever is asked. */
export const answering = <Settings>(
  settings: Settings,
  now: Date,
  status: number,
  body: unknown,
): Api<Settings> => ({
  settings,
  now,
  http: async () => ({ status, headers: {}, body: Buffer.from(JSON.stringify(body)) }),
});
