import type { Api, HttpClientResponse } from '../../contract.ts';
import { textOf } from '../../schemes/index.ts';
import { eightByEightErrors } from '../errors.ts';
import type { Settings } from './settings.ts';
import type { TriggerObject } from './trigger.ts';
import { escapeXml, parseReply, type WapiReply } from './xml.ts';

/** The names of the API's objects and of the field that holds an object's id: CRM API User Guide 9.4. */
export const OBJECTS: Readonly<Record<TriggerObject, { readonly object: string; readonly filter: string }>> =
  {
    customer: { object: 'Customer', filter: 'ACCOUNTNUM' },
    case: { object: 'Case', filter: 'CASENUM' },
    followup: { object: 'FollowUp', filter: 'FOLLOWUPNUM' },
    task: { object: 'Task', filter: 'TASKNUM' },
  };

interface Filter {
  /** A field of the object, in upper case. */
  readonly name: string;
  readonly value: string;
}

/** The query in XML, which goes into the form field `xml_query`. */
function queryFor(object: TriggerObject, filter: Filter, settings: Settings): string {
  const credentials =
    `<TENANT>${escapeXml(settings.tenant ?? '')}</TENANT>` +
    `<USERNAME>${escapeXml(settings.username ?? '')}</USERNAME>` +
    `<PASSWORD>${escapeXml(settings.password ?? '')}</PASSWORD>`;
  const wanted = `<${filter.name}>${escapeXml(filter.value)}</${filter.name}>`;
  return `<WAPI>${credentials}<COMMAND OBJECT="${OBJECTS[object].object}" ACTION="GET">${wanted}</COMMAND></WAPI>`;
}

/**
 * POST {clusterUrl}/WAPI/wapi.php with the form field `xml_query`.
 * @throws 8x8.not-configured, 8x8.refused, 8x8.away (retryable)
 */
export async function ask(
  object: TriggerObject,
  filter: Filter,
  { settings, http }: Pick<Api<Settings>, 'settings' | 'http'>,
): Promise<{ readonly url: string; readonly response: HttpClientResponse; readonly reply: WapiReply }> {
  if (!settings.clusterUrl || !settings.tenant || !settings.username || !settings.password) {
    throw eightByEightErrors.notConfigured();
  }
  const url = `${settings.clusterUrl.replace(/\/$/, '')}/WAPI/wapi.php`;
  const response = await http({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ xml_query: queryFor(object, filter, settings) }).toString(),
  });
  if (response.status !== 200) throw eightByEightErrors.away({ detail: { status: response.status } });
  const reply = parseReply(textOf(response.body));
  if (reply.status !== '0') throw eightByEightErrors.refused({ detail: { code: reply.errorCode } });
  return { url, response, reply };
}
