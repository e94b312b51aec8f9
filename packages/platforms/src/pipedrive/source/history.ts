import type { History } from '../../contract.ts';
import { interactionIdOf, listInTurn, pointerTo } from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { list, type Entry } from './lists.ts';
import { objectTypes } from './objects.ts';
import { hasApi, type Settings } from './settings.ts';

/**
 * One kind of object after the other. The API filters by the time of change alone, which is never before that of creation:
 * what was created in the span is among what changed since its beginning.
 */
export const history: History<Settings> = {
  ready: hasApi,
  list({ from, to, page }, api) {
    const { objects, companyId: account = '' } = api.settings;
    return listInTurn(objects, page, async (name, token) => {
      const { happened } = objectTypes[name];
      const sort = happened ? 'add_time' : 'update_time';
      const { entries, next } = await list(api, name, { since: from, sort, page: token });
      const timeOf = (entry: Entry) => (happened ? entry.addedAt : entry.at);
      const items = entries
        .filter((entry) => timeOf(entry) >= from && timeOf(entry) < to)
        .map(({ id }) => ({
          pointer: pointerTo(name, `${account}/${id}`),
          interactionIds: [interactionIdOf(manifest.id, account, `${name}/${id}`)],
        }));
      const last = entries.at(-1);
      const beyond = last !== undefined && timeOf(last) >= to;
      return { items, next: beyond ? undefined : next };
    });
  },
  days: 90,
};
