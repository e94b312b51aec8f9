import type { HttpRequest, Verification } from '../../contract.ts';
import { lastField, parseForm } from '../../reading/form.ts';
import { objectOf, parseJson, stringOf } from '../../reading/json.ts';
import {
  header,
  hmacSignature,
  isJson,
  refused,
  textOf,
  verifyHmac,
  withinTolerance,
} from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import type { Settings } from './settings.ts';

/** Hex HMAC-SHA256 over timestamp and token. The body is not covered: https://documentation.mailgun.com (Securing webhooks). */
const scheme = { algorithm: 'sha256', encoding: 'hex' } as const;

interface Triple {
  readonly timestamp: string;
  readonly token: string;
  readonly signature: string;
}

/**
 * Where Mailgun's three fields lie: in the form of a route, in `signature` of an event. In a form they are behind everything that a
 * message's variables may have added under the same names, and every other field is before them (as anymail's captured deliveries show).
 */
export function tripleOf(request: HttpRequest): Triple | undefined {
  if (isJson(request)) {
    try {
      const signature = objectOf(objectOf(parseJson(request.body))['signature']);
      return {
        timestamp: stringOf(signature['timestamp']) ?? '',
        token: stringOf(signature['token']) ?? '',
        signature: stringOf(signature['signature']) ?? '',
      };
    } catch {
      return undefined;
    }
  }
  const form = parseForm(request);
  if (form === undefined) return undefined;
  return {
    timestamp: lastField(form, 'timestamp') ?? '',
    token: lastField(form, 'token') ?? '',
    signature: lastField(form, 'signature') ?? '',
  };
}

export function verify(request: HttpRequest, settings: Settings, now: Date): Verification {
  const triple = tripleOf(request);
  if (triple === undefined) return refused('no form and no JSON');
  if (!/^\d{1,12}$/.test(triple.timestamp) || triple.token === '')
    return refused('timestamp or token missing');
  if (!withinTolerance(Number(triple.timestamp) * 1000, now, manifest.toleranceSeconds ?? 0)) {
    return refused('timestamp is too old or too new');
  }
  return verifyHmac(scheme, settings.webhookSigningKey, [triple.timestamp, triple.token], triple.signature);
}

/** Signs as Mailgun does: the three fields go into the body. */
export function sign(request: HttpRequest, settings: Settings, now: Date): HttpRequest {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const token = hmacSignature(scheme, 'token', [request.body, timestamp]).slice(0, 50);
  const signature = hmacSignature(scheme, settings.webhookSigningKey, [timestamp, token]);
  const contentType = header(request, 'content-type') ?? '';
  if (isJson(request)) {
    const body = { signature: { timestamp, token, signature }, ...objectOf(parseJson(request.body)) };
    return { ...request, body: Buffer.from(JSON.stringify(body)) };
  }
  const fields = { timestamp, token, signature };
  if (contentType.includes('urlencoded')) {
    const separator = request.body.byteLength > 0 ? '&' : '';
    return {
      ...request,
      body: Buffer.from(textOf(request.body) + separator + new URLSearchParams(fields).toString()),
    };
  }
  const boundary = /boundary=([^;\s]+)/.exec(contentType)?.[1] ?? '';
  const end = Buffer.from(request.body).lastIndexOf(`--${boundary}--`);
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const body = Buffer.concat([
    request.body.subarray(0, Math.max(end, 0)),
    Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
  ]);
  return { ...request, body };
}
