import type { HttpRequest, Reply, Verification } from '../../contract.ts';
import {
  accepted,
  equalInConstantTime,
  header,
  isJson,
  refused,
  textOf,
  verifyPathSecret,
  withPathSecret,
} from '../../schemes/index.ts';
import { stringOf } from '../../reading/index.ts';
import { jsonObjectOf } from '../../schemes/body-token.ts';
import { longId } from './ids.ts';
import { SECRET_HEADER, type Settings } from './settings.ts';
import { ACKNOWLEDGEMENT, organizationOf } from './soap.ts';

/**
 * Salesforce signs nothing. A Flow's callout carries the secret in a header, an outbound message in the path; both have to be
 * of the organisation that the settings name.
 */
export function verify(request: HttpRequest, settings: Settings): Verification {
  const given = header(request, SECRET_HEADER);
  const byPath = verifyPathSecret(request, settings.secret);
  if (given !== undefined && !equalInConstantTime(given, settings.secret)) {
    return refused('the secret in the header does not match');
  }
  if (given === undefined && !byPath.ok) return byPath;
  if (settings.organizationId !== undefined) {
    const organization = isJson(request)
      ? // A Flow need not name it.
        (stringOf(jsonObjectOf(request.body)['organizationId']) ?? settings.organizationId)
      : organizationOf(textOf(request.body));
    if (organization === undefined || longId(organization) !== longId(settings.organizationId)) {
      return refused('the message is of another organisation');
    }
  }
  return accepted;
}

/** Puts the secret where it belongs: into the header of JSON, into the path of anything else. */
export const sign = (request: HttpRequest, settings: Settings): HttpRequest =>
  isJson(request)
    ? { ...request, headers: { ...request.headers, [SECRET_HEADER]: settings.secret } }
    : withPathSecret(request, settings.secret);

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_notifications.htm */
export const reply = (request: HttpRequest): Reply =>
  isJson(request)
    ? { status: 200, headers: { 'content-type': 'application/json' }, body: '{"received":true}' }
    : { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: ACKNOWLEDGEMENT };
