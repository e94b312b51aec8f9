import type { Api, HttpClient, OAuth } from '../contract.ts';

/** What tests of Google's platforms share. Nothing outside tests imports this file. */

/** HTTP as the fetcher lends it: with a token, and a fresh one after a 401. */
export function authorized(http: HttpClient, access: OAuth): HttpClient {
  let token = '';
  async function renew(): Promise<void> {
    const form = new URLSearchParams({
      grant_type: access.grant,
      client_id: access.clientId,
      client_secret: access.clientSecret,
      refresh_token: access.refreshToken ?? '',
    });
    const answer = await http({ method: 'POST', url: access.tokenUrl, body: form.toString() });
    token = (JSON.parse(Buffer.from(answer.body).toString()) as { access_token: string }).access_token;
  }
  return async (request) => {
    const ask = () => http({ ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });
    const answer = await ask();
    if (answer.status !== 401) return answer;
    await renew();
    return ask();
  };
}

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
