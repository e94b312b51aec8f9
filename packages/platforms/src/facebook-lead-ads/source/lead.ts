import type { FetchedObject, Pointer } from '../../contract.ts';
import { graphUrl } from '../../meta/graph.ts';
import type { Json } from '../../reading/index.ts';
import { pointerTo } from '../../reading/index.ts';
import type { Settings } from './settings.ts';

/** Object type of pointers. Their ids are page and lead, as the lead itself does not tell whose page it came by. */
export const LEAD = 'lead';

/** https://developers.facebook.com/docs/marketing-api/reference/user-lead-gen-info */
export const FIELDS = [
  'id',
  'created_time',
  'form_id',
  'field_data',
  'custom_disclaimer_responses',
  'ad_id',
  'ad_name',
  'adset_id',
  'adset_name',
  'campaign_id',
  'campaign_name',
  'is_organic',
  'platform',
].join(',');

export const leadPointer = (
  page: string,
  lead: string,
  parameters: Readonly<Record<string, string>>,
): Pointer => pointerTo(LEAD, `${page}/${lead}`, 'created', parameters);

/** Page and lead of a pointer's id. */
export function partsOf(objectId: string): { readonly page: string; readonly lead: string } {
  const [page = '', lead = ''] = objectId.split('/');
  return { page, lead };
}

export const leadObject = (settings: Settings, lead: string, body: Json): FetchedObject => ({
  url: graphUrl(settings, lead),
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
});
