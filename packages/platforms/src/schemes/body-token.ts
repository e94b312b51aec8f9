import type { HttpRequest, Verification } from '../contract.ts';
import { objectOf, parseJson, stringOf, type Json } from '../reading/json.ts';
import { equalInConstantTime } from './compare.ts';
import { accepted, refused } from './hmac.ts';

/** A body that should be a JSON object; an empty one where it is not. Never throws. */
export function jsonObjectOf(body: Uint8Array): Json {
  try {
    return objectOf(parseJson(body));
  } catch {
    return {};
  }
}

/** Holds a secret that the vendor puts into its JSON body, at the top, to the one that is set. */
export function verifyBodyToken(
  request: Pick<HttpRequest, 'body'>,
  field: string,
  secret: string,
): Verification {
  if (secret === '') return refused('no secret is set');
  const given = stringOf(jsonObjectOf(request.body)[field]);
  if (given === undefined) return refused('token missing');
  return equalInConstantTime(given, secret) ? accepted : refused('token does not match');
}

/** The request with the secret in its JSON body; as it is where the body is no JSON. */
export function withBodyToken(request: HttpRequest, field: string, secret: string): HttpRequest {
  const content = jsonObjectOf(request.body);
  if (Object.keys(content).length === 0) return request;
  return { ...request, body: Buffer.from(JSON.stringify({ ...content, [field]: secret })) };
}
