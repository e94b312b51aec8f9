import type { History } from '../../contract.ts';
import { interactionIdOf, pointerTo, stringOf } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { ready } from './access.ts';
import { RESOURCES } from './resources.ts';
import { objectOfEntry, search, timeOf } from './search.ts';
import type { Settings } from './settings.ts';

const LISTS: ReadonlyArray<string> = [...Object.keys(RESOURCES), 'activity'];

/** Pages are `{type} {epoch seconds} {page}`: records by their last change, activities by their date. */
export const history: History<Settings> = {
  days: 365,
  ready,
  async list({ from, to, page }, api) {
    const [type = LISTS[0] ?? '', since = String(Math.floor(from / 1000)), number = '1'] =
      page?.split(' ') ?? [];
    // Copper's limits are inclusive.
    const last = Math.ceil(to / 1000) - 1;
    const found = await search(type, { from: Number(since), to: last, page: Number(number) }, api);
    const following = LISTS[LISTS.indexOf(type) + 1];
    const next = found.more
      ? `${type} ${found.since} ${found.page}`
      : following === undefined
        ? undefined
        : `${following} ${Math.floor(from / 1000)} 1`;
    const items = found.entries
      .filter((entry) => timeOf(type, entry) * 1000 >= from)
      .flatMap((entry) => {
        const id = stringOf(entry['id']);
        if (id === undefined) return [];
        return [
          {
            pointer: pointerTo(type, id),
            interactionIds: [interactionIdOf(manifest.id, api.settings.account, `${type}/${id}`)],
            object: objectOfEntry(type, entry, api.settings),
          },
        ];
      });
    return { items, ...(next === undefined ? {} : { next }) };
  },
};
