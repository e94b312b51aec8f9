import { createHash } from 'node:crypto';
import type { HttpRequest, Verification } from '../../contract.ts';
import {
  accepted,
  equalInConstantTime,
  header,
  hmacSignature,
  refused,
  verifyHmac,
  withinTolerance,
} from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import type { Settings } from './settings.ts';

/**
 * https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
 * v3: base64 HMAC-SHA256 over method, URI, body and timestamp (milliseconds), at most five minutes old.
 */
const scheme = { algorithm: 'sha256', encoding: 'base64' } as const;

/** The escapes that HubSpot has decoded in the URI that it signs; all others stay. */
const DECODED: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};

/** The URI as HubSpot signs it. */
export const signedUri = (url: string): string =>
  url.replaceAll(/%[0-9A-F]{2}/gi, (escape) => DECODED[escape.toUpperCase()] ?? escape);

const partsOf = (request: HttpRequest, uri: string, timestamp: string) => [
  request.method,
  uri,
  request.body,
  timestamp,
];

function verifyV3(request: HttpRequest, settings: Settings, now: Date): Verification {
  const timestamp = header(request, 'x-hubspot-request-timestamp') ?? '';
  if (!/^\d{1,16}$/.test(timestamp)) return refused('timestamp missing');
  if (!withinTolerance(Number(timestamp), now, manifest.toleranceSeconds ?? 0)) {
    return refused('timestamp is too old or too new');
  }
  const given = header(request, 'x-hubspot-signature-v3');
  const parts = partsOf(request, signedUri(request.url), timestamp);
  return verifyHmac(scheme, settings.clientSecret, parts, given);
}

const digest = (parts: ReadonlyArray<string | Uint8Array>): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/**
 * v1 and v2 are hex SHA-256 hashes of the secret and the request: workflows' webhooks carry v2, subscriptions v1 beside v3.
 * They sign no time; what they carry has ids, so that a replay changes nothing.
 */
function verifyOlder(request: HttpRequest, settings: Settings): Verification {
  const given = header(request, 'x-hubspot-signature') ?? '';
  if (given === '') return refused('signature missing');
  if (settings.clientSecret === '') return refused('no secret is set');
  const version = header(request, 'x-hubspot-signature-version') ?? 'v1';
  const expected =
    version === 'v1'
      ? digest([settings.clientSecret, request.body])
      : version === 'v2'
        ? digest([settings.clientSecret, request.method, request.url, request.body])
        : '';
  return equalInConstantTime(given, expected) ? accepted : refused('signature does not match');
}

/** A delivery that carries a v3 signature is held to it, whatever else it carries. */
export const verify = (request: HttpRequest, settings: Settings, now: Date): Verification =>
  header(request, 'x-hubspot-signature-v3') === undefined
    ? verifyOlder(request, settings)
    : verifyV3(request, settings, now);

/** Signs as HubSpot does, by v3. */
export function sign(request: HttpRequest, settings: Settings, now: Date): HttpRequest {
  const timestamp = String(now.getTime());
  const parts = partsOf(request, signedUri(request.url), timestamp);
  return {
    ...request,
    headers: {
      ...request.headers,
      'x-hubspot-request-timestamp': timestamp,
      'x-hubspot-signature-v3': hmacSignature(scheme, settings.clientSecret, parts),
    },
  };
}
