import { createHmac } from 'node:crypto';
import type { HttpRequest, Verification } from '../../contract.ts';
import { accepted, equalInConstantTime, header, refused } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/**
 * https://developer.close.com/api/resources/webhooks: hexadecimal HMAC-SHA256 over timestamp and body with nothing between, by
 * the bytes that the key spells. Close documents no tolerance and repeats for days, so none is held to.
 */
const signatureOf = (key: string, timestamp: string, body: Uint8Array): string =>
  createHmac('sha256', Buffer.from(key, 'hex')).update(timestamp).update(body).digest('hex');

/** What stands behind the source's id. */
const pathOf = (url: string): string => /\/webhooks\/[^/?#]+\/[^/?#]+\/([^?#/]*)/.exec(url)?.[1] ?? '';

/** A signature, or the secret in the path of the subscription that was made for the source. */
export function verify(request: HttpRequest, settings: Settings): Verification {
  const { signatureKey, pathSecret } = settings;
  if (pathSecret !== undefined && equalInConstantTime(pathOf(request.url), pathSecret))
    return { ok: true, method: 'path-secret' };
  if (signatureKey === undefined || signatureKey === '') return refused('no signature key is set');
  const timestamp = header(request, 'close-sig-timestamp') ?? '';
  if (!/^\d{1,13}$/.test(timestamp)) return refused('timestamp missing');
  const given = header(request, 'close-sig-hash') ?? '';
  if (given === '') return refused('signature missing');
  return equalInConstantTime(given, signatureOf(signatureKey, timestamp, request.body))
    ? accepted
    : refused('signature does not match');
}

/** Signs as Close does; without a key, by the secret in the path. */
export function sign(request: HttpRequest, settings: Settings, now: Date): HttpRequest {
  const { signatureKey, pathSecret } = settings;
  if (signatureKey === undefined) {
    if (pathSecret === undefined || pathOf(request.url) === pathSecret) return request;
    return { ...request, url: request.url.replace(/(\/webhooks\/[^/?#]+\/[^/?#]+)/, `$1/${pathSecret}`) };
  }
  const timestamp = String(Math.floor(now.getTime() / 1000));
  return {
    ...request,
    headers: {
      ...request.headers,
      'close-sig-timestamp': timestamp,
      'close-sig-hash': signatureOf(signatureKey, timestamp, request.body),
    },
  };
}
