import { objectOf } from '../../reading/index.ts';
import type { Route, VendorAnswer } from '../../simulation/index.ts';
import type { HistoryRecord, Mailbox, StoredMessage } from './mailbox.ts';

const WEEK = 7 * 24 * 60 * 60 * 1000;
const PREFIX = '/gmail/v1/users/(?:me|[^/]+)';
const PAGE = 100;

const HISTORY_TYPE: Readonly<Record<HistoryRecord['change'], string>> = {
  messagesAdded: 'messageAdded',
  messagesDeleted: 'messageDeleted',
  labelsAdded: 'labelAdded',
  labelsRemoved: 'labelRemoved',
};

export interface Watch {
  topicName: string | undefined;
  /** Epoch milliseconds. */
  expiration: number;
}

/** https://developers.google.com/workspace/gmail/api/guides/handle-errors: the shape of Google's errors. */
export const errorBody = (status: number): unknown => ({
  error: {
    code: status,
    message: `status ${status}`,
    errors: [
      { domain: 'global', reason: status === 404 ? 'notFound' : 'error', message: `status ${status}` },
    ],
  },
});

const refused = (status: number): VendorAnswer => ({ status, body: errorBody(status) });

const pageOf = <Item>(items: ReadonlyArray<Item>, token: string | null, most: string | null) => {
  const from = Number(token ?? 0);
  const size = Math.min(Number(most ?? PAGE), 500);
  const next = from + size < items.length ? { nextPageToken: String(from + size) } : {};
  return { items: items.slice(from, from + size), next };
};

const written = ({ id, change, message, labelIds }: HistoryRecord) => ({
  id: String(id),
  messages: [{ id: message.id, threadId: message.threadId }],
  [change]: [{ message, ...(labelIds === undefined ? {} : { labelIds }) }],
});

/** What of the search language the source uses. */
function searched(messages: ReadonlyArray<StoredMessage>, query: string): ReadonlyArray<StoredMessage> {
  const after = Number(/\bafter:(\d+)/.exec(query)?.[1] ?? 0) * 1000;
  const before = Number(/\bbefore:(\d+)/.exec(query)?.[1] ?? Infinity) * 1000;
  const without = new Set([...query.matchAll(/-in:(\w+)/g)].map((match) => (match[1] ?? '').toUpperCase()));
  return messages
    .filter((one) => one.internalDate >= after && one.internalDate < before)
    .filter((one) => !one.labelIds.some((label) => without.has(label)))
    .toSorted((a, b) => b.internalDate - a.internalDate);
}

/** The parts of the Gmail API that the source asks, as its reference describes them. */
export function routesOf(
  mailbox: Mailbox,
  emailAddress: string,
  watch: Watch,
  now: () => Date,
): ReadonlyArray<Route> {
  return [
    {
      method: 'POST',
      path: new RegExp(`${PREFIX}/watch`),
      answer({ body }) {
        const { topicName } = objectOf(JSON.parse(body.toString('utf8')));
        if (typeof topicName !== 'string' || !/^projects\/[^/]+\/topics\/[^/]+$/.test(topicName))
          return refused(400);
        watch.topicName = topicName;
        watch.expiration = now().getTime() + WEEK;
        return {
          status: 200,
          body: { historyId: String(mailbox.historyId()), expiration: String(watch.expiration) },
        };
      },
    },
    {
      method: 'POST',
      path: new RegExp(`${PREFIX}/stop`),
      answer() {
        watch.topicName = undefined;
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: new RegExp(`${PREFIX}/profile`),
      answer: () => ({
        status: 200,
        body: {
          emailAddress,
          messagesTotal: mailbox.messages.size,
          historyId: String(mailbox.historyId()),
        },
      }),
    },
    {
      method: 'GET',
      path: new RegExp(`${PREFIX}/history`),
      answer({ url }) {
        const { searchParams } = url;
        const since = mailbox.since(Number(searchParams.get('startHistoryId') ?? NaN));
        if (since === undefined || !searchParams.has('startHistoryId')) return refused(404);
        const types = searchParams.getAll('historyTypes');
        const wanted = since.filter(({ change }) => types.includes(HISTORY_TYPE[change]));
        const { items, next } = pageOf(wanted, searchParams.get('pageToken'), searchParams.get('maxResults'));
        return {
          status: 200,
          body: {
            ...(items.length === 0 ? {} : { history: items.map(written) }),
            ...next,
            historyId: String(mailbox.historyId()),
          },
        };
      },
    },
    {
      method: 'GET',
      path: new RegExp(`${PREFIX}/messages`),
      answer({ url }) {
        const { searchParams } = url;
        const found = searched([...mailbox.messages.values()], searchParams.get('q') ?? '');
        const { items, next } = pageOf(found, searchParams.get('pageToken'), searchParams.get('maxResults'));
        return {
          status: 200,
          body: {
            ...(items.length === 0 ? {} : { messages: items.map(({ id, threadId }) => ({ id, threadId })) }),
            ...next,
            resultSizeEstimate: found.length,
          },
        };
      },
    },
    {
      method: 'GET',
      path: new RegExp(`${PREFIX}/messages/([^/]+)`),
      answer({ path, url }) {
        const message = mailbox.messages.get(path[0] ?? '');
        if (message === undefined) return refused(404);
        if (url.searchParams.get('format') !== 'raw') return refused(400);
        const { id, threadId, labelIds, internalDate, mime } = message;
        const raw = Buffer.from(mime).toString('base64url');
        return {
          status: 200,
          body: {
            id,
            threadId,
            labelIds,
            snippet: '',
            internalDate: String(internalDate),
            sizeEstimate: mime.length,
            raw,
          },
        };
      },
    },
  ];
}
