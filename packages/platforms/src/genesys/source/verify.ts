import type { HttpRequest, Verification } from '../../contract.ts';
import { accepted, equalInConstantTime, header, refused } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

const HEADER = 'x-webhook-secret';

/** Genesys signs nothing: whoever sets a Data Action or an API destination up gives it a header of our choice, or a bearer token. */
export function verify(request: HttpRequest, settings: Settings): Verification {
  const bearer = /^Bearer (.+)$/.exec(header(request, 'authorization') ?? '')?.[1];
  const given = header(request, HEADER) ?? bearer;
  if (given === undefined || given === '') return refused('secret missing');
  return equalInConstantTime(given, settings.sharedSecret) ? accepted : refused('the secret does not match');
}

/** Adds the header. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest => ({
  ...request,
  headers: { ...request.headers, [HEADER]: settings.sharedSecret },
});
