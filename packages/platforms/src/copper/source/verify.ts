import type { HttpRequest, Verification } from '../../contract.ts';
import { accepted, equalInConstantTime, header, refused, textOf } from '../../schemes/index.ts';
import type { Settings } from './settings.ts';

export const SECRET_HEADER = 'x-webhook-secret';

/** A subscription made by hand may carry the secret in the body, as `secret: { "secret": "…" }` asks for. */
const inBody = (body: Uint8Array): string => /"secret"\s*:\s*"([\w-]{1,200})"/.exec(textOf(body))?.[1] ?? '';

/** https://developer.copper.com/webhooks/create-new-subscription.html: `headers` and `secret` come with every notification. */
export function verify(request: HttpRequest, settings: Settings): Verification {
  const given = header(request, SECRET_HEADER) ?? inBody(request.body);
  if (given === '') return refused('secret missing');
  return equalInConstantTime(given, settings.secret) ? accepted : refused('secret does not match');
}

/** Sends the secret as the subscription that is made for a source does. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest => ({
  ...request,
  headers: { ...request.headers, [SECRET_HEADER]: settings.secret },
});
