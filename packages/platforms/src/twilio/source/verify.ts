import { hash } from 'node:crypto';
import type { HttpRequest, Verification } from '../../contract.ts';
import {
  accepted,
  equalInConstantTime,
  header,
  hmacSignature,
  refused,
  textOf,
} from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** https://www.twilio.com/docs/usage/security#validating-requests: base64 HMAC-SHA1 over URL and sorted parameters. */
const scheme = { algorithm: 'sha1', encoding: 'base64' } as const;

const isForm = (request: HttpRequest): boolean =>
  (header(request, 'content-type') ?? '').startsWith('application/x-www-form-urlencoded');

/** Each key in order with each of its distinct values in order, as Twilio's own libraries put them together. */
export function sortedParameters(body: Uint8Array): string {
  const parameters = new URLSearchParams(textOf(body));
  const keys = [...new Set(parameters.keys())].sort();
  return keys
    .map((key) => {
      const values = [...new Set(parameters.getAll(key))].sort();
      return values.map((value) => key + value).join('');
    })
    .join('');
}

/**
 * The URLs that Twilio may have signed: with or without the port, and with an apostrophe in the query as it is or as %27,
 * because Twilio signs the URL as its own stack writes it.
 */
export function candidateUrls(url: string): ReadonlyArray<string> {
  const parts = /^(https?):\/\/([^/?#]*)(.*)$/.exec(url);
  if (parts === null) return [url];
  const [, protocol = '', authority = '', rest = ''] = parts;
  const host = authority.replace(/:\d+$/, '');
  const hosts = [authority, host, `${host}:${protocol === 'https' ? 443 : 80}`];
  const rests =
    rest.includes("'") || rest.includes('%27')
      ? [rest, rest.replaceAll("'", '%27'), rest.replaceAll('%27', "'")]
      : [rest];
  return [...new Set(hosts.flatMap((candidate) => rests.map((tail) => `${protocol}://${candidate}${tail}`)))];
}

/** Twilio signs a JSON body by its hash in the URL: `bodySHA256`. */
function bodyHashMatches(request: HttpRequest): boolean {
  const given = /[?&]bodySHA256=([0-9a-f]{64})(?:&|$)/i.exec(request.url)?.[1];
  return given !== undefined && equalInConstantTime(given.toLowerCase(), hash('sha256', request.body, 'hex'));
}

export function verify(request: HttpRequest, settings: Settings): Verification {
  const given = header(request, 'x-twilio-signature');
  if (settings.authToken === '') return refused('no secret is set');
  if (given === undefined || given === '') return refused('signature missing');
  const form = isForm(request);
  if (!form && request.body.byteLength > 0 && !bodyHashMatches(request))
    return refused('body does not match');
  const parameters = form ? sortedParameters(request.body) : '';
  const match = candidateUrls(request.url).some((url) =>
    equalInConstantTime(given, hmacSignature(scheme, settings.authToken, [url, parameters])),
  );
  if (!match) return refused('signature does not match');
  if (settings.accountSid !== undefined && form) {
    const account = new URLSearchParams(textOf(request.body)).get('AccountSid');
    if (account !== settings.accountSid) return refused('delivery is of another account');
  }
  return accepted;
}

/** The URL with the hash of a JSON body, as Twilio writes it. */
function withBodyHash(url: string, body: Uint8Array): string {
  const [before = url, fragment] = url.split('#', 2);
  const separator = before.includes('?') ? '&' : '?';
  const hashed = `${before}${separator}bodySHA256=${hash('sha256', body, 'hex')}`;
  return fragment === undefined ? hashed : `${hashed}#${fragment}`;
}

/** Signs as Twilio does. */
export function sign(request: HttpRequest, settings: Settings): HttpRequest {
  const form = isForm(request);
  const parameters = form ? sortedParameters(request.body) : '';
  const url =
    form || request.body.byteLength === 0 || bodyHashMatches(request)
      ? request.url
      : withBodyHash(request.url, request.body);
  const signature = hmacSignature(scheme, settings.authToken, [url, parameters]);
  return { ...request, url, headers: { ...request.headers, 'x-twilio-signature': signature } };
}
