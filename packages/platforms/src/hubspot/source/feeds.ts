import type { Api, FeedPage, Feeds, Pointer } from '../../contract.ts';
import { changesSince, objectOf, pointerTo, readChanges, stringOf } from '../../reading/index.ts';
import { CONVERSATION, objectTypes, typeOf } from './objects.ts';
import { search } from './search.ts';
import { hasApi, type Settings } from './settings.ts';
import { messages, threads } from './threads.ts';

/**
 * Threads are listed by their latest message alone. `floor` is where the last reading ended: messages since then are new,
 * however far the pages of this reading have come.
 */
async function readConversations(cursor: string, api: Api<Settings>): Promise<FeedPage> {
  let place;
  try {
    place = objectOf(JSON.parse(cursor));
  } catch {
    return { expired: true };
  }
  const { floor } = place;
  if (typeof floor !== 'number') return { expired: true };
  const read = await readChanges(stringOf(place['mark']) ?? '', { now: api.now }, (from, after) =>
    threads(api, { from, after }),
  );
  if (read === undefined) return { expired: true };
  const account = api.settings.portalId ?? '';
  const pointers: Pointer[] = [];
  for (const { id: thread } of read.fresh) {
    const ids = await messages(api, thread, { from: floor, to: Infinity });
    pointers.push(...ids.map((id) => pointerTo('message', `${account}/${thread}/${id}`, 'created')));
  }
  const { cursor: mark, more, reached } = read;
  const next = JSON.stringify({ floor: more ? floor : reached, mark });
  return { expired: false, pointers, objects: [], cursor: next, more };
}

/** Objects by their time of change: the net under lost deliveries, and the only way for engagements, which have no classic events. */
export const feeds: Feeds<Settings> = {
  wanted: (settings) => (hasApi(settings) ? settings.objects : []),
  async start(feed, api) {
    const mark = changesSince(api.now.getTime());
    return feed === CONVERSATION ? JSON.stringify({ floor: api.now.getTime(), mark }) : mark;
  },
  async read(feed, cursor, api) {
    if (feed === CONVERSATION) return readConversations(cursor, api);
    const type = typeOf(feed, undefined);
    if (type === undefined) return { expired: true };
    const read = await readChanges(cursor, { now: api.now }, (from, after) =>
      search(api, type, objectTypes[type].modified, { from, after }),
    );
    if (read === undefined) return { expired: true };
    const account = api.settings.portalId ?? '';
    return {
      expired: false,
      pointers: read.fresh.map(({ id }) => pointerTo(type, `${account}/${id}`, 'changed')),
      objects: [],
      cursor: read.cursor,
      more: read.more,
    };
  },
  pollSeconds: 300,
};
