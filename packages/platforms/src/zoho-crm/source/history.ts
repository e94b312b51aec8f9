import type { Api, History } from '../../contract.ts';
import {
  changesSince,
  interactionIdOf,
  listInTurn,
  pointerTo,
  readChanges,
  type ListChanges,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { between, changed, type Entry } from './lists.ts';
import { moduleOf } from './modules.ts';
import { hasApi, type Settings } from './settings.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** COQL knows no notes: those that changed since the span began are looked through for those made in it. */
const notes =
  (api: Api<Settings>, { from, to }: Span): ListChanges<Entry & { readonly isMade: boolean }> =>
  async (since, page) => {
    const { entries, next } = await changed(api, 'Notes', since, page, 'Modified_Time,Created_Time');
    const isMade = (createdAt: number | null) => createdAt !== null && createdAt >= from && createdAt < to;
    return { entries: entries.map((one) => ({ ...one, isMade: isMade(one.createdAt) })), next };
  };

const records =
  (
    api: Api<Settings>,
    module: string,
    { from, to }: Span,
  ): ListChanges<Entry & { readonly isMade: boolean }> =>
  async (since, after) => {
    const span = { from: Math.max(since, from), to, after };
    const { entries, next } = await between(api, module, moduleOf(module).dated, span);
    return { entries: entries.map((one) => ({ ...one, isMade: true })), next };
  };

/** One module after the other, by the time that its interactions are dated by. */
export const history: History<Settings> = {
  ready: hasApi,
  list({ from, to, page }, api) {
    const { modules, organizationId: account = '' } = api.settings;
    return listInTurn(modules, page, async (module, cursor = changesSince(from)) => {
      const list = module === 'Notes' ? notes(api, { from, to }) : records(api, module, { from, to });
      const read = await readChanges(cursor, { now: api.now, lagMs: 0 }, list);
      if (read === undefined) return { items: [] };
      const items = read.fresh
        .filter(({ isMade }) => isMade)
        .map(({ id }) => ({
          pointer: pointerTo(module, `${account}/${id}`),
          interactionIds: [interactionIdOf(manifest.id, account, `${module}/${id}`)],
        }));
      return { items, next: read.more ? read.cursor : undefined };
    });
  },
  days: 90,
};
