import type { Fetch } from '../../contract.ts';
import { textOf } from '../../schemes/index.ts';
import { eightByEightErrors } from '../errors.ts';
import type { Settings } from './settings.ts';
import { escapeXml, parseReply } from './xml.ts';

/** The names of the API's objects and of the filter that finds one: CRM API User Guide 9.4. */
const OBJECTS: Readonly<Record<string, { readonly object: string; readonly filter: string }>> = {
  customer: { object: 'Customer', filter: 'ACCOUNTNUM' },
  case: { object: 'Case', filter: 'CASENUM' },
  followup: { object: 'FollowUp', filter: 'FOLLOWUPNUM' },
  task: { object: 'Task', filter: 'TASKNUM' },
};

/** The query in XML, which goes into the form field `xml_query`. */
export function queryFor(objectType: string, objectId: string, settings: Settings): string | undefined {
  const known = OBJECTS[objectType];
  if (known === undefined) return undefined;
  const credentials =
    `<TENANT>${escapeXml(settings.tenant ?? '')}</TENANT>` +
    `<USERNAME>${escapeXml(settings.username ?? '')}</USERNAME>` +
    `<PASSWORD>${escapeXml(settings.password ?? '')}</PASSWORD>`;
  const filter = `<${known.filter}>${escapeXml(objectId)}</${known.filter}>`;
  return `<WAPI>${credentials}<COMMAND OBJECT="${known.object}" ACTION="GET">${filter}</COMMAND></WAPI>`;
}

/**
 * POST {clusterUrl}/WAPI/wapi.php with the form field `xml_query`.
 * @throws 8x8.not-configured, 8x8.refused, 8x8.away (retryable)
 */
export const fetch: Fetch<Settings> = async (pointer, { settings, http }) => {
  if (!settings.clusterUrl || !settings.tenant || !settings.username || !settings.password) {
    throw eightByEightErrors.notConfigured();
  }
  const query = queryFor(pointer.objectType, pointer.objectId, settings);
  if (query === undefined) return { found: false };
  const url = `${settings.clusterUrl.replace(/\/$/, '')}/WAPI/wapi.php`;
  const response = await http({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ xml_query: query }).toString(),
  });
  if (response.status !== 200) throw eightByEightErrors.away({ detail: { status: response.status } });
  const reply = parseReply(textOf(response.body));
  if (reply.status !== '0') throw eightByEightErrors.refused({ detail: { code: reply.errorCode } });
  if (reply.items.length === 0) return { found: false };
  return {
    found: true,
    objects: [{ url, headers: { 'content-type': 'text/xml' }, body: response.body }],
  };
};
