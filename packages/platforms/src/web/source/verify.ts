import { createHmac } from 'node:crypto';
import type { HttpRequest, Verification } from '../../contract.ts';
import { arrayOf, objectOf, parseJson, stringOf, type Json } from '../../reading/json.ts';
import { equalInConstantTime, header, queryOf, refused, textOf } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** The key a request comes with: HTTP Basic's user name, a bearer token, or `writeKey` in query or body. */
export function keyOf(request: HttpRequest): string | undefined {
  const authorization = header(request, 'authorization') ?? '';
  const [scheme = '', credentials = ''] = authorization.split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() === 'basic') {
    const bytes = Buffer.from(credentials, 'base64');
    // Buffer reads over what is no base64: only the exact encoding counts.
    return bytes.toString('base64') === credentials
      ? /^([^:]+):$/.exec(bytes.toString('utf8'))?.[1]
      : undefined;
  }
  return (
    queryOf(request.url).get('writeKey') ??
    /"writeKey"\s*:\s*"([\w-]{1,200})"/.exec(textOf(request.body))?.[1] ??
    (isForm(request) ? (new URLSearchParams(textOf(request.body)).get('writeKey') ?? undefined) : undefined)
  );
}

const isForm = (request: HttpRequest): boolean =>
  (header(request, 'content-type') ?? '').includes('application/x-www-form-urlencoded');

const signatureOf = (secret: string, userId: string): string =>
  createHmac('sha256', secret).update(userId).digest('hex');

/** Whether every user id that the body names is signed by the company's server. */
function allUsersSigned(request: HttpRequest, secret: string | undefined): boolean {
  if (secret === undefined || !textOf(request.body).includes('userIdSignature')) return false;
  let body: Json;
  try {
    body = objectOf(parseJson(request.body));
  } catch {
    return false;
  }
  const events = [body, ...arrayOf(body['batch']).map(objectOf)].filter(
    (event) => event['userId'] !== undefined,
  );
  return (
    events.length > 0 &&
    events.every((event) =>
      equalInConstantTime(
        stringOf(event['userIdSignature']) ?? '',
        signatureOf(secret, stringOf(event['userId']) ?? ''),
      ),
    )
  );
}

export function verify(request: HttpRequest, settings: Settings): Verification {
  const key = keyOf(request);
  if (key === undefined || key === '') return refused('key missing');
  if (equalInConstantTime(key, settings.serverKey)) return { ok: true, method: 'server-key' };
  if (!equalInConstantTime(key, settings.writeKey)) return refused('key unknown');
  const origin = header(request, 'origin');
  if (
    origin !== undefined &&
    settings.allowedOrigins.length > 0 &&
    !settings.allowedOrigins.includes(origin)
  ) {
    return refused('origin not allowed');
  }
  return { ok: true, method: allUsersSigned(request, settings.userIdSecret) ? 'signed-user' : 'write-key' };
}

/** Sends with the server key, as a company's own server does. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest => ({
  ...request,
  headers: {
    ...request.headers,
    authorization: `Basic ${Buffer.from(`${settings.serverKey}:`).toString('base64')}`,
  },
});
