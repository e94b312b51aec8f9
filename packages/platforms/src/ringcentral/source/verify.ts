import type { HttpRequest, Reply, Verification } from '../../contract.ts';
import { accepted, equalInConstantTime, header, refused } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/**
 * The token of the subscription comes with each notification: `Verification-Token` where it was given as
 * `deliveryMode.verificationToken`, `Validation-Token` by https://developers.ringcentral.com/guide/notifications/webhooks/receiving.
 */
const HEADERS = ['verification-token', 'validation-token'];

export function verify(request: HttpRequest, settings: Settings): Verification {
  if (settings.verificationToken === '') return refused('no secret is set');
  const given = HEADERS.flatMap((name) => header(request, name) ?? []);
  if (given.length === 0) return refused('verification token missing');
  return given.some((one) => equalInConstantTime(one, settings.verificationToken))
    ? accepted
    : refused('verification token does not match');
}

const TOKEN = /^[\w.~+/=-]{1,256}$/;

/**
 * Before RingCentral makes a subscription it posts `Validation-Token` with no body, and wants it back as a header within three
 * seconds, with a content type and less than 1,024 bytes in all. Who asks is not known yet: what goes back is theirs alone.
 */
export function handshake(request: HttpRequest): Reply | undefined {
  const token = header(request, 'validation-token');
  if (request.body.byteLength > 2 || token === undefined || !TOKEN.test(token)) return undefined;
  return {
    status: 200,
    headers: { 'validation-token': token, 'content-type': 'application/json' },
    body: '',
  };
}

/** Adds the token as RingCentral does. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest => ({
  ...request,
  headers: { ...request.headers, 'verification-token': settings.verificationToken },
});
