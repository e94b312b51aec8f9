import type { Access, HttpClient, OAuth } from '../api.ts';
import { objectOf, parseJson, stringOf } from '../reading/index.ts';

/** What the fetcher does about access, in a few lines. Nothing outside tests imports this file. */

const formOf = (oauth: OAuth, refreshToken: string | undefined, now: Date): string =>
  new URLSearchParams({
    ...oauth.parameters,
    grant_type: oauth.grant === 'jwt-bearer' ? 'urn:ietf:params:oauth:grant-type:jwt-bearer' : oauth.grant,
    ...(oauth.clientAuthentication === 'basic'
      ? {}
      : { client_id: oauth.clientId, client_secret: oauth.clientSecret }),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(oauth.assertion === undefined ? {} : { assertion: oauth.assertion(now) }),
    ...(oauth.scope === undefined ? {} : { scope: oauth.scope }),
  }).toString();

/** The credentials as RFC 6749, section 2.3.1, puts them into a header. */
const basicOf = ({ clientId, clientSecret }: OAuth): string =>
  Buffer.from([clientId, clientSecret].map(encodeURIComponent).join(':')).toString('base64');

/** A client that proves who asks as a platform's `access` says; a 401 is answered by one fresh token and one more try. */
export function authorized(http: HttpClient, access: Access | undefined, now: () => Date): HttpClient {
  if (access === undefined) return http;
  if (access.type === 'headers')
    return (request) => http({ ...request, headers: { ...request.headers, ...access.headers } });
  const oauth = access;
  let token: string | undefined;
  let { refreshToken } = oauth;

  async function renew(): Promise<void> {
    const response = await http({
      method: 'POST',
      url: oauth.tokenUrl,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(oauth.clientAuthentication === 'basic' ? { authorization: `Basic ${basicOf(oauth)}` } : {}),
      },
      body: formOf(oauth, refreshToken, now()),
    });
    const answer = objectOf(parseJson(response.body));
    token = stringOf(answer['access_token']);
    refreshToken = stringOf(answer['refresh_token']) ?? refreshToken;
    if (token === undefined) throw new Error(`no token: ${response.status}`);
  }

  return async (request) => {
    const ask = () =>
      http({
        ...request,
        headers: { ...request.headers, authorization: `${oauth.scheme ?? 'Bearer'} ${token ?? ''}` },
      });
    if (token === undefined) await renew();
    const response = await ask();
    if (response.status !== 401) return response;
    await renew();
    return ask();
  };
}
