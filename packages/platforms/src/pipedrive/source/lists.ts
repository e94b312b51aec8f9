import type { Api } from '../../contract.ts';
import { getJson } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, parseTime, stringOf } from '../../reading/index.ts';
import { patient } from './limits.ts';
import { objectTypes, type ObjectName } from './objects.ts';
import type { Settings } from './settings.ts';

export interface Entry {
  readonly id: string;
  /** Of the last change. */
  readonly at: number;
  readonly addedAt: number;
}

const PAGE = 100;

/** RFC 3339 in whole seconds, as Pipedrive keeps times. */
const timeText = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

/**
 * Objects that changed since, in the order of `sort`: version 2 pages by an opaque cursor, version 1 by an offset.
 * @param more further parameters of the query
 */
export async function list(
  api: Api<Settings>,
  name: ObjectName,
  query: {
    readonly since: number;
    readonly sort: 'update_time' | 'add_time';
    readonly page?: string | undefined;
  },
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly entries: ReadonlyArray<Entry>; readonly next: string | undefined }> {
  const { path, version } = objectTypes[name];
  const sorting: Record<string, string> =
    version === 2 ? { sort_by: query.sort, sort_direction: 'asc' } : { sort: `${query.sort} ASC` };
  const parameters = new URLSearchParams({
    updated_since: timeText(query.since),
    limit: String(PAGE),
    ...sorting,
    ...(query.page === undefined ? {} : { [version === 2 ? 'cursor' : 'start']: query.page }),
    ...more,
  });
  const answer = await getJson(
    patient(api),
    `${api.settings.apiUrl.replace(/\/$/, '')}${path}?${parameters.toString()}`,
  );
  // Not "nothing found": the address is wrong.
  if (answer === undefined) throw platformErrors.apiRefused({ detail: { status: 404, object: name } });
  const entries = arrayOf(objectOf(answer)['data'])
    .map(objectOf)
    .flatMap((one) => {
      const id = stringOf(one['id']);
      const addedAt = parseTime(one['add_time']);
      const at = parseTime(one['update_time']) ?? addedAt;
      return id === undefined || at === null ? [] : [{ id, at, addedAt: addedAt ?? at }];
    });
  const additional = objectOf(objectOf(answer)['additional_data']);
  const pagination = objectOf(additional['pagination']);
  const next =
    version === 2
      ? stringOf(additional['next_cursor'])
      : pagination['more_items_in_collection'] === true
        ? stringOf(pagination['next_start'])
        : undefined;
  return { entries, next };
}
