import type { Fetch } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { isConfigured, type Settings } from './settings.ts';
import { isTable, TABLES } from './tables.ts';
import { get, urlOf } from './web-api.ts';

/** The labels of choices and names of rows, and which table a lookup is into. */
const ANNOTATIONS =
  'odata.include-annotations="OData.Community.Display.V1.FormattedValue,Microsoft.Dynamics.CRM.lookuplogicalname"';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A row with all its columns, an activity with those who took part: GET /contacts(id).
 * https://learn.microsoft.com/power-apps/developer/data-platform/webapi/retrieve-entity-using-web-api
 * @throws platforms.api-not-configured, and as `call`
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  if (!isConfigured(api.settings)) throw platformErrors.apiNotConfigured();
  if (!isTable(pointer.objectType) || !GUID.test(pointer.objectId)) return { found: false };
  const { set, parties } = TABLES[pointer.objectType];
  const expand =
    parties === undefined
      ? ''
      : `?$expand=${parties}($select=participationtypemask,addressused,_partyid_value)`;
  const path = `${set}(${pointer.objectId})${expand}`;
  const response = await get(path, [ANNOTATIONS], api);
  if (response === undefined) return { found: false };
  const headers = { 'content-type': 'application/json' };
  return { found: true, objects: [{ url: urlOf(api.settings, path), headers, body: response.body }] };
};
