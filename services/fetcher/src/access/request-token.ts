import { platformErrors, type HttpClient, type HttpClientResponse, type OAuth } from '@throughline/platforms';
import { retryAfterMs } from '@throughline/platforms/calling';
import {
  allowInsecureRequests,
  ClientSecretPost,
  customFetch,
  genericTokenEndpointRequest,
  None,
  type ClientAuth,
} from 'oauth4webapi';
import { z } from 'zod';
import { fetcherErrors } from '@throughline/following';

export interface TokenAnswer {
  readonly accessToken: string;
  /** Seconds; undefined where the vendor does not say. */
  readonly expiresIn?: number;
  readonly refreshToken?: string;
}

/** More lenient than RFC 6749, 5.1: vendors leave out the token type, give numbers as text, or say null. */
const answerSchema = z.object({
  access_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().nonnegative().nullish(),
  refresh_token: z.string().min(1).nullish(),
  error: z.string().nullish(),
});

const GRANTS = {
  refresh_token: 'refresh_token',
  client_credentials: 'client_credentials',
  'jwt-bearer': 'urn:ietf:params:oauth:grant-type:jwt-bearer',
} as const;

/** RFC 6749, 4.1.2.1, and device flows: the endpoint itself is in trouble, not our credentials. */
const TEMPORARY = new Set(['server_error', 'temporarily_unavailable', 'slow_down']);

/** An assertion says who asks; its client has no secret besides (RFC 7523, 2.1). */
const assertionAlone: ClientAuth = () => undefined;

/**
 * RFC 6749, 2.3.1 has id and secret form-encoded, but many vendors take them as they are. The library's own encodes even
 * `-` and `_`, which those refuse; this leaves alone what need not be encoded, which all of them understand.
 */
const basicOf =
  (clientSecret: string): ClientAuth =>
  (_as, client, _body, headers) => {
    const pair = `${encodeURIComponent(client.client_id)}:${encodeURIComponent(clientSecret)}`;
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };

function authenticationOf({ grant, clientSecret, clientAuthentication }: OAuth): ClientAuth {
  if (clientSecret === '') return grant === 'jwt-bearer' ? assertionAlone : None();
  return clientAuthentication === 'basic' ? basicOf(clientSecret) : ClientSecretPost(clientSecret);
}

function read(response: HttpClientResponse, now: Date): TokenAnswer {
  const { status, headers } = response;
  if (status === 429) {
    const wait = retryAfterMs(headers, now) ?? 60_000;
    throw platformErrors.apiLimited({ detail: { status, retryAfterMs: wait } });
  }
  if (status === 408 || status >= 500) throw platformErrors.apiAway({ detail: { status } });
  let parsed;
  try {
    parsed = answerSchema.safeParse(JSON.parse(Buffer.from(response.body).toString('utf8')));
  } catch {
    parsed = undefined;
  }
  const answer = parsed?.success === true ? parsed.data : {};
  // Some vendors say 200 and mean an error.
  const error = answer.error ?? undefined;
  if (error !== undefined && TEMPORARY.has(error)) throw platformErrors.apiAway({ detail: { status } });
  if (error !== undefined || (status >= 400 && status < 500)) {
    const code = error !== undefined && /^[\w.-]{1,64}$/.test(error) ? { error } : {};
    throw fetcherErrors.accessRefused({ detail: { status, ...code } });
  }
  if (status >= 300 || answer.access_token === undefined)
    throw fetcherErrors.tokenUnreadable({ detail: { status } });
  return {
    accessToken: answer.access_token,
    ...(typeof answer.expires_in === 'number' && answer.expires_in > 0 && { expiresIn: answer.expires_in }),
    ...(typeof answer.refresh_token === 'string' && { refreshToken: answer.refresh_token }),
  };
}

/**
 * Asks a token endpoint (RFC 6749, section 4.4 and 6; RFC 7523).
 * @param refreshToken the one in force, for that grant
 * @param insecure whether the endpoint may be plain HTTP: a simulator on this machine
 * @throws fetcher.access-refused, fetcher.token-unreadable, platforms.api-away, platforms.api-limited, and what `http` throws
 */
export async function requestToken(
  access: OAuth,
  refreshToken: string | undefined,
  { http, now, insecure }: { readonly http: HttpClient; readonly now: Date; readonly insecure: boolean },
): Promise<TokenAnswer> {
  if (access.grant === 'refresh_token' && refreshToken === undefined)
    throw fetcherErrors.accessRefused({ detail: { error: 'no_refresh_token' } });
  let answered: HttpClientResponse | undefined;
  await genericTokenEndpointRequest(
    { issuer: access.tokenUrl, token_endpoint: access.tokenUrl },
    { client_id: access.clientId },
    authenticationOf(access),
    GRANTS[access.grant],
    {
      ...(access.grant === 'refresh_token' && refreshToken !== undefined && { refresh_token: refreshToken }),
      ...(access.grant === 'jwt-bearer' && { assertion: access.assertion?.(now) ?? '' }),
      ...(access.scope !== undefined && { scope: access.scope }),
      ...access.parameters,
    },
    {
      [allowInsecureRequests]: insecure,
      [customFetch]: async (url, { method, headers, body }) => {
        answered = await http({ method, url, headers, body: String(body) });
        // What was answered is read below; the library only builds the request.
        return new Response(null, { status: 200 });
      },
    },
  );
  if (answered === undefined) throw fetcherErrors.tokenUnreadable();
  return read(answered, now);
}
