import type { HttpRequest, Verification } from '../../contract.ts';
import { accepted, equalInConstantTime, header, refused } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

/** RFC 7617, with the name and password that the webhook was made with. */
const authorization = (settings: Settings): string =>
  `Basic ${Buffer.from(`${settings.username}:${settings.password}`).toString('base64')}`;

export function verify(request: HttpRequest, settings: Settings): Verification {
  if (settings.password === '') return refused('no password is set');
  const given = header(request, 'authorization');
  if (given === undefined || given === '') return refused('authorization missing');
  return equalInConstantTime(given, authorization(settings))
    ? accepted
    : refused('user name or password does not match');
}

export const sign = (request: HttpRequest, settings: Settings): HttpRequest => ({
  ...request,
  headers: { ...request.headers, authorization: authorization(settings) },
});
