import type { HttpRequest, Verification } from '../../contract.ts';
import { parseTime, sha256 } from '../../reading/index.ts';
import {
  equalInConstantTime,
  header,
  hmacSignature,
  refused,
  standardWebhookKey,
  standardWebhookSignature,
  verifyHmac,
  verifyPathSecret,
  verifyStandardWebhook,
  withinTolerance,
  withPathSecret,
} from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

const MOST_SECONDS_DIGITS = 11;

/** Epoch milliseconds of a header's seconds, milliseconds or ISO 8601. */
function timeOf(text: string): number {
  if (!/^\d{1,16}$/.test(text)) return parseTime(text) ?? NaN;
  return Number(text) * (text.length <= MOST_SECONDS_DIGITS ? 1000 : 1);
}

function signedParts(
  content: string,
  timestamp: string,
  body: Uint8Array,
): ReadonlyArray<string | Uint8Array> {
  const [before = '', after = ''] = content
    .split('{body}')
    .map((part) => part.replaceAll('{timestamp}', timestamp));
  return [before, body, after];
}

function verifySignature(request: HttpRequest, settings: Settings, now: Date): Verification {
  const { signedContent, timestampHeader, toleranceSeconds, secret = '' } = settings;
  const timestamp = timestampHeader === undefined ? '' : (header(request, timestampHeader) ?? '');
  if (signedContent.includes('{timestamp}') && !withinTolerance(timeOf(timestamp), now, toleranceSeconds))
    return refused(timestamp === '' ? 'timestamp missing' : 'stale');
  return verifyHmac(
    hmacOf(settings),
    secret,
    signedParts(signedContent, timestamp, request.body),
    header(request, settings.signatureHeader),
  );
}

const hmacOf = (settings: Settings) => ({
  algorithm: settings.signatureAlgorithm,
  encoding: settings.signatureEncoding,
  prefix: settings.signaturePrefix,
});

/** A secret as a header carries it; an empty one matches nothing. */
export function verifyHeader(request: HttpRequest, name: string, secret: string | undefined): Verification {
  const given = header(request, name);
  if (given === undefined || given === '') return refused('secret missing');
  return equalInConstantTime(given, secret ?? '') ? { ok: true } : refused('secret does not match');
}

/** The name of an authentication scheme is read in either case (RFC 9110, section 11.1). */
function verifyAuthorization(
  request: HttpRequest,
  scheme: 'bearer' | 'basic',
  credentials: string,
): Verification {
  const [given = '', rest = ''] = (header(request, 'authorization') ?? '').split(' ', 2);
  if (rest === '') return refused('authorization missing');
  return given.toLowerCase() === scheme && equalInConstantTime(rest, credentials)
    ? { ok: true }
    : refused('authorization does not match');
}

/** Empty where a part is not set, so that it matches nothing. */
const basicOf = ({ username, password }: Settings): string =>
  username === undefined || password === undefined
    ? ''
    : Buffer.from(`${username}:${password}`, 'utf8').toString('base64');

function verifyBy(request: HttpRequest, settings: Settings, now: Date): Verification {
  switch (settings.scheme) {
    case 'standard-webhooks':
      return verifyStandardWebhook(request, settings.secret ?? '', now, settings.toleranceSeconds);
    case 'hmac':
      return verifySignature(request, settings, now);
    case 'header':
      return verifyHeader(request, settings.secretHeader, settings.secret);
    case 'bearer':
      return verifyAuthorization(request, 'bearer', settings.secret ?? '');
    case 'basic':
      return verifyAuthorization(request, 'basic', basicOf(settings));
    case 'path':
      return verifyPathSecret(request, settings.pathSecret ?? '');
  }
}

export function verify(request: HttpRequest, settings: Settings, now: Date): Verification {
  const outcome = verifyBy(request, settings, now);
  return outcome.ok ? { ok: true, method: settings.scheme } : outcome;
}

function headersOf(request: HttpRequest, settings: Settings, now: Date): Readonly<Record<string, string>> {
  const { scheme, secret = '', timestampHeader, signedContent } = settings;
  const seconds = String(Math.floor(now.getTime() / 1000));
  if (scheme === 'bearer') return { authorization: `Bearer ${secret}` };
  if (scheme === 'basic') return { authorization: `Basic ${basicOf(settings)}` };
  if (scheme === 'header') return { [settings.secretHeader]: secret };
  if (scheme === 'hmac')
    return {
      ...(timestampHeader === undefined ? {} : { [timestampHeader]: seconds }),
      [settings.signatureHeader]: hmacSignature(
        hmacOf(settings),
        secret,
        signedParts(signedContent, seconds, request.body),
      ),
    };
  const id = header(request, 'webhook-id') ?? `msg_${sha256(request.body).slice(0, 24)}`;
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': standardWebhookSignature(
      standardWebhookKey(secret) ?? Buffer.alloc(0),
      id,
      seconds,
      request.body,
    ),
  };
}

/** Sends as the scheme of the settings asks. */
export const sign = (request: HttpRequest, settings: Settings, now: Date): HttpRequest =>
  settings.scheme === 'path'
    ? withPathSecret(request, settings.pathSecret ?? '')
    : { ...request, headers: { ...request.headers, ...headersOf(request, settings, now) } };
