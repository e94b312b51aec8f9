import type { Api } from '../../contract.ts';
import { sendJson } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, parseTime, stringOf } from '../../reading/index.ts';
import { objectTypes, type TypeName } from './objects.ts';
import type { Settings } from './settings.ts';

export interface Found {
  readonly id: string;
  readonly at: number;
}

/** The API's limit is 200; smaller pages keep within its time. */
const PAGE = 100;

/**
 * POST /crm/v3/objects/{type}/search: objects whose `property` is in the span, oldest first. Never more than 10,000 in all, so
 * that whoever reads begins anew at the last time rather than at a far offset.
 */
export async function search(
  api: Api<Settings>,
  type: TypeName,
  property: string,
  span: { readonly from: number; readonly to?: number; readonly after?: string | undefined },
): Promise<{ readonly entries: ReadonlyArray<Found>; readonly next: string | undefined }> {
  const filters = [{ propertyName: property, operator: 'GTE', value: String(span.from) }];
  if (span.to !== undefined) filters.push({ propertyName: property, operator: 'LT', value: String(span.to) });
  const url = `${api.settings.apiUrl}/crm/v3/objects/${objectTypes[type].plural}/search`;
  const body = await sendJson(api, 'POST', url, {
    filterGroups: [{ filters }],
    sorts: [{ propertyName: property, direction: 'ASCENDING' }],
    properties: [property],
    limit: PAGE,
    ...(span.after === undefined ? {} : { after: span.after }),
  });
  // Not "nothing found": the account does not have that kind of object.
  if (body === undefined) throw platformErrors.apiRefused({ detail: { status: 404, objectType: type } });
  const answer = objectOf(body);
  const entries = arrayOf(answer['results'])
    .map(objectOf)
    .flatMap((one) => {
      const id = stringOf(one['id']);
      const at = parseTime(objectOf(one['properties'])[property]) ?? parseTime(one['updatedAt']);
      return id === undefined || at === null ? [] : [{ id, at }];
    });
  return { entries, next: stringOf(objectOf(objectOf(answer['paging'])['next'])['after']) };
}
