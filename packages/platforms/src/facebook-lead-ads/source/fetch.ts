import type { Fetch } from '../../contract.ts';
import { platformErrors } from '../../errors.ts';
import { ABSENT, graph } from '../../meta/graph.ts';
import { FIELDS, LEAD, leadObject, partsOf } from './lead.ts';
import type { Settings } from './settings.ts';

/**
 * GET /{leadgen_id}. Meta answers for a lead that is gone (deleted, or older than 90 days) as for one that we may not see, so the form's
 * list is asked as well: whoever may read that may see the form's leads.
 */
export const fetch: Fetch<Settings> = async (pointer, api) => {
  if (api.settings.pageAccessToken === undefined) throw platformErrors.apiNotConfigured();
  const { lead } = partsOf(pointer.objectId);
  if (pointer.objectType !== LEAD || lead === '') return { found: false };
  const body = await graph(api, 'GET', lead, { fields: FIELDS });
  if (body !== ABSENT) return { found: true, objects: [leadObject(api.settings, lead, body)] };
  const form = pointer.parameters['formId'];
  const list =
    form === undefined ? ABSENT : await graph(api, 'GET', `${form}/leads`, { fields: 'id', limit: '1' });
  if (list === ABSENT) throw platformErrors.apiUnauthorized({ detail: { path: lead } });
  return { found: false };
};
