import type { Api, History, HistoryItem } from '../../contract.ts';
import {
  changesSince,
  interactionIdOf,
  listInTurn,
  pointerTo,
  readChanges,
  type ListedPage,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { CONVERSATION, objectTypes, type TypeName } from './objects.ts';
import { search } from './search.ts';
import { hasApi, type Settings } from './settings.ts';
import { messages, threads } from './threads.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

const itemOf = (account: string, objectType: string, id: string): HistoryItem => ({
  pointer: pointerTo(objectType, `${account}/${id}`),
  interactionIds: [interactionIdOf(manifest.id, account, `${objectType}/${id}`)],
});

async function objectsOf(
  api: Api<Settings>,
  type: TypeName,
  cursor: string,
  { from, to }: Span,
): Promise<ListedPage> {
  const read = await readChanges(cursor, { now: api.now, lagMs: 0 }, (since, after) =>
    search(api, type, objectTypes[type].dated, { from: Math.max(since, from), to, after }),
  );
  if (read === undefined) return { items: [] };
  const items = read.fresh.map(({ id }) => itemOf(api.settings.portalId ?? '', type, id));
  return { items, next: read.more ? read.cursor : undefined };
}

/** A thread's latest message may be later than the span, and others of its messages in it. */
async function messagesOf(api: Api<Settings>, cursor: string, span: Span): Promise<ListedPage> {
  const read = await readChanges(cursor, { now: api.now, lagMs: 0 }, (from, after) =>
    threads(api, { from, after }),
  );
  if (read === undefined) return { items: [] };
  const items: HistoryItem[] = [];
  for (const { id: thread } of read.fresh) {
    const ids = await messages(api, thread, span);
    items.push(...ids.map((id) => itemOf(api.settings.portalId ?? '', 'message', `${thread}/${id}`)));
  }
  return { items, next: read.more ? read.cursor : undefined };
}

/** One kind of object after the other, by the time that its interaction is dated by. */
export const history: History<Settings> = {
  ready: hasApi,
  list: ({ from, to, page }, api) =>
    listInTurn(api.settings.objects, page, (object, cursor = changesSince(from)) =>
      object === CONVERSATION
        ? messagesOf(api, cursor, { from, to })
        : objectsOf(api, object, cursor, { from, to }),
    ),
  days: 90,
};
