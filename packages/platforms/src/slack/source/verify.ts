import type { HttpRequest, Reply, Verification } from '../../contract.ts';
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

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
const scheme = { algorithm: 'sha256', encoding: 'hex', prefix: 'v0=' } as const;

export function verify(request: HttpRequest, settings: Settings, now: Date): Verification {
  const timestamp = header(request, 'x-slack-request-timestamp') ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return refused('timestamp missing');
  if (!withinTolerance(Number(timestamp) * 1000, now, manifest.toleranceSeconds ?? 0)) {
    return refused('timestamp is too old or too new');
  }
  const parts = [`v0:${timestamp}:`, request.body];
  return verifyHmac(scheme, settings.signingSecret, parts, header(request, 'x-slack-signature'));
}

/** Slack checks the URL when it is saved: the challenge goes back, once the signature is right. */
export function handshake(request: HttpRequest, settings: Settings, now: Date): Reply | undefined {
  if (
    !isJson(request) ||
    request.body.byteLength > 4096 ||
    !textOf(request.body).includes('url_verification')
  ) {
    return undefined;
  }
  let body;
  try {
    body = objectOf(parseJson(request.body));
  } catch {
    return undefined;
  }
  if (body['type'] !== 'url_verification') return undefined;
  if (!verify(request, settings, now).ok) return { status: 401 };
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: stringOf(body['challenge']) ?? '',
  };
}

/** Signs as Slack does. */
export function sign(request: HttpRequest, settings: Settings, now: Date): HttpRequest {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const parts = [`v0:${timestamp}:`, request.body];
  return {
    ...request,
    headers: {
      ...request.headers,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': hmacSignature(scheme, settings.signingSecret, parts),
    },
  };
}
