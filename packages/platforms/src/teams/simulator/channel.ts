import type { Json } from '../../reading/index.ts';
import { failure, pageSizeOf } from '../../microsoft/simulator/account.ts';
import type { Delta } from '../../microsoft/simulator/delta.ts';
import type { Route, VendorRequest } from '../../simulation/index.ts';

/** A channel with its messages and their replies, and the paths of Graph that read it. */

export interface StoredChatMessage {
  readonly id: string;
  readonly replyToId: string | null;
  readonly createdAt: Date;
  modifiedAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  text: string;
  reactions: number;
  readonly from: Json;
}

interface Options {
  readonly tenantId: string;
  readonly team: string;
  readonly channel: string;
  readonly delta: Delta;
}

const MOST_A_PAGE = 50;

export function createChannel({ tenantId, team, channel, delta }: Options) {
  const messages = new Map<string, StoredChatMessage>();
  const key = `${team}/${channel}`;

  const shown = (one: StoredChatMessage): Json => ({
    id: one.id,
    replyToId: one.replyToId,
    etag: String(one.modifiedAt.getTime()),
    messageType: 'message',
    createdDateTime: one.createdAt.toISOString(),
    lastModifiedDateTime: one.modifiedAt.toISOString(),
    lastEditedDateTime: one.editedAt?.toISOString() ?? null,
    deletedDateTime: one.deletedAt?.toISOString() ?? null,
    subject: null,
    summary: null,
    chatId: null,
    importance: 'normal',
    locale: 'en-us',
    webUrl: `https://teams.microsoft.com/l/message/${encodeURIComponent(channel)}/${one.id}?groupId=${team}&tenantId=${tenantId}&createdTime=${one.id}&parentMessageId=${one.replyToId ?? one.id}`,
    from: one.from,
    body: { contentType: 'html', content: one.deletedAt === null ? `<p>${one.text}</p>` : '' },
    channelIdentity: { teamId: team, channelId: channel },
    attachments: [],
    mentions: [],
    reactions: Array.from({ length: one.reactions }, () => ({ reactionType: 'like' })),
  });

  const repliesOf = (id: string) => [...messages.values()].filter((one) => one.replyToId === id);
  const roots = () => [...messages.values()].filter((one) => one.replyToId === null);
  const chainChangedAt = (root: StoredChatMessage) =>
    Math.max(root.modifiedAt.getTime(), ...repliesOf(root.id).map((one) => one.modifiedAt.getTime()));

  const here = (request: VendorRequest) => request.path[0] === team && request.path[1] === channel;

  const found = (request: VendorRequest, id: string | undefined, parent: string | null) => {
    const message = here(request) ? messages.get(id ?? '') : undefined;
    return message === undefined || message.replyToId !== parent
      ? failure(404, 'NotFound', 'The message is not found.')
      : { status: 200, body: shown(message) };
  };

  function readDelta(request: VendorRequest) {
    if (!here(request)) return failure(404, 'NotFound');
    const query = request.url.searchParams;
    const filter = /^lastModifiedDateTime gt (\S+)$/.exec(query.get('$filter') ?? '')?.[1];
    if (query.has('$filter') && filter === undefined)
      return failure(400, 'BadRequest', 'The filter is not understood.');
    if (pageSizeOf(request, 20, Number.POSITIVE_INFINITY) > MOST_A_PAGE)
      return failure(400, 'BadRequest', 'The limit of $top is 50.');
    return delta.answer(request, key, {
      ids: () =>
        roots()
          .filter((one) => filter === undefined || chainChangedAt(one) > Date.parse(filter))
          .map(({ id }) => id),
      show(id, asked) {
        const message = messages.get(id);
        if (message === undefined) return undefined;
        const expands = asked.url.searchParams.get('$expand') === 'replies';
        return { ...shown(message), ...(expands ? { replies: repliesOf(id).map(shown) } : {}) };
      },
    });
  }

  const base = String.raw`\/v1\.0\/teams\/([^/]+)\/channels\/([^/]+)\/messages`;
  const routes: ReadonlyArray<Route> = [
    { method: 'GET', path: new RegExp(`${base}\\/delta`), answer: readDelta },
    {
      method: 'GET',
      path: new RegExp(`${base}\\/(\\d+)`),
      answer: (request) => found(request, request.path[2], null),
    },
    {
      method: 'GET',
      path: new RegExp(`${base}\\/(\\d+)\\/replies\\/(\\d+)`),
      answer: (request) => found(request, request.path[3], request.path[2] ?? ''),
    },
  ];

  return {
    routes,
    messages,
    shown,
    /** Every change has to be noted, so that delta queries tell of its chain. */
    put(message: StoredChatMessage): void {
      messages.set(message.id, message);
      delta.note(key, message.replyToId ?? message.id);
    },
  };
}
