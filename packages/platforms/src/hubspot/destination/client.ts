import { CodedError } from '@throughline/errors';
import type { z } from 'zod';
import type { HttpClient } from '../../contract.ts';
import { DestinationError } from '../../destination-errors.ts';
import { tokenAnswer } from './answers.ts';
import { failureOf } from './failures.ts';
import type { HubSpotSettings } from './settings.ts';

export interface HubSpotClient {
  /**
   * One call of the API.
   * @throws Refusal where the request was at fault, DestinationError otherwise
   */
  call<T>(method: 'GET' | 'POST' | 'PATCH', path: string, answer: z.ZodType<T>, body?: unknown): Promise<T>;
}

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
};

/** Errors of the way there. The lender's own errors (budget, deadline) are passed on as they are. */
function asDestinationError(error: unknown): unknown {
  if (!(error instanceof CodedError)) return error;
  if (error.code === 'outgoing.timed-out' || error.code === 'outgoing.connection-lost')
    return new DestinationError('outcomeUnknown', { cause: error, detail: error.detail });
  if (error.code.startsWith('outgoing.'))
    return new DestinationError('unavailable', { cause: error, detail: error.detail });
  return error;
}

export function createHubSpotClient(settings: HubSpotSettings, http: HttpClient): HubSpotClient {
  let token = settings.accessToken;
  let validUntil = Number.POSITIVE_INFINITY;

  async function exchange(request: Parameters<HttpClient>[0]) {
    try {
      const answer = await http(request);
      return { ...answer, json: parseJson(answer.body) };
    } catch (error) {
      throw asDestinationError(error);
    }
  }

  /** OAuth v1 token endpoint: form-encoded, the access token lives 30 minutes. */
  async function refresh(): Promise<string> {
    const { clientId, clientSecret, refreshToken } = settings;
    if (clientId === undefined || clientSecret === undefined || refreshToken === undefined)
      throw new DestinationError('unauthorized');
    const answer = await exchange({
      method: 'POST',
      url: new URL('/oauth/v1/token', settings.apiUrl).href,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: clientId,
        client_secret: clientSecret,
        refresh_token: refreshToken,
      }).toString(),
    });
    if (answer.status >= 400 && answer.status < 500 && answer.status !== 429)
      throw new DestinationError('unauthorized', { detail: { status: answer.status } });
    const parsed = tokenAnswer.safeParse(answer.json);
    if (answer.status !== 200 || !parsed.success)
      throw new DestinationError('unavailable', { detail: { status: answer.status } });
    // A minute early, so that a token does not end on its way.
    validUntil = Date.now() + (parsed.data.expires_in - 60) * 1000;
    token = parsed.data.access_token;
    return token;
  }

  async function call<T>(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    schema: z.ZodType<T>,
    body?: unknown,
  ): Promise<T> {
    const send = (bearer: string) =>
      exchange({
        method,
        url: new URL(path, settings.apiUrl).href,
        headers: {
          authorization: `Bearer ${bearer}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    let answer = await send(token === undefined || Date.now() >= validUntil ? await refresh() : token);
    if (answer.status === 401 && settings.refreshToken !== undefined) answer = await send(await refresh());
    if (answer.status < 200 || answer.status > 299)
      throw failureOf(answer.status, answer.headers, answer.json, Date.now());
    const parsed = schema.safeParse(answer.json);
    // Cut off or not JSON: the write may well have happened.
    if (!parsed.success) throw new DestinationError('outcomeUnknown', { detail: { status: answer.status } });
    return parsed.data;
  }

  return { call };
}
