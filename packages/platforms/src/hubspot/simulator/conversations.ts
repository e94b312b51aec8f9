import { interactionIdOf, parseTime } from '../../reading/index.ts';
import { pick } from '../../simulation/records.ts';
import type { Route, VendorAnswer, VendorRequest } from '../../simulation/index.ts';

/** The conversations inbox: threads by their latest message, and the messages of each. */

interface Message {
  readonly thread: string;
  readonly id: string;
  readonly at: number;
  readonly text: string;
}

const iso = (time: number): string => new Date(time).toISOString();

const shown = ({ thread, id, at, text }: Message) => ({
  id,
  conversationsThreadId: thread,
  createdAt: iso(at),
  createdBy: 'E-ana.silva@example.net',
  senders: [{ actorId: 'E-ana.silva@example.net', name: 'Ana Silva' }],
  recipients: [],
  archived: false,
  text,
  direction: 'INCOMING',
  type: 'MESSAGE',
  truncationStatus: 'NOT_TRUNCATED',
});

/** A page of a list behind an offset, as HubSpot words it. */
function paged(url: URL, all: ReadonlyArray<unknown>): VendorAnswer {
  const from = Number(url.searchParams.get('after') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? 100);
  const more = from + limit < all.length;
  return {
    status: 200,
    body: {
      results: all.slice(from, from + limit),
      ...(more ? { paging: { next: { after: String(from + limit) } } } : {}),
    },
  };
}

export function createConversations(portal: string, now: () => Date) {
  const messages: Message[] = [];
  const notFound = { status: 404, body: { status: 'error', category: 'OBJECT_NOT_FOUND' } };
  const ofThread = (thread: string | undefined) => messages.filter((one) => one.thread === thread);

  function threads({ url }: VendorRequest): VendorAnswer {
    const since = parseTime(url.searchParams.get('latestMessageTimestampAfter'));
    if (url.searchParams.get('sort') !== 'latestMessageTimestamp' || since === null)
      return { status: 400, body: { status: 'error', category: 'VALIDATION_ERROR' } };
    const latest = new Map<string, number>();
    for (const { thread, at } of messages) latest.set(thread, at);
    const found = [...latest]
      .filter(([, at]) => at > since)
      .sort((a, b) => a[1] - b[1] || a[0].localeCompare(b[0]))
      .map(([id, at]) => ({ id, status: 'OPEN', archived: false, latestMessageTimestamp: iso(at) }));
    return paged(url, found);
  }

  const root = String.raw`\/conversations\/v3\/conversations\/threads`;
  const routes: ReadonlyArray<Route> = [
    {
      method: 'GET',
      path: new RegExp(String.raw`${root}\/([^/]+)\/messages\/([^/]+)`),
      answer: ({ path }) => {
        const message = ofThread(path[0]).find((one) => one.id === path[1]);
        return message === undefined ? notFound : { status: 200, body: shown(message) };
      },
    },
    {
      method: 'GET',
      path: new RegExp(String.raw`${root}\/([^/]+)\/messages`),
      answer: ({ path, url }) => {
        const found = ofThread(path[0]);
        return found.length === 0 ? notFound : paged(url, found.toReversed().map(shown));
      },
    },
    { method: 'GET', path: new RegExp(root), answer: threads },
  ];

  return {
    routes,
    /** Somebody writes, in a new thread or one that there is. */
    write(number: number, random: () => number): Message & { readonly interactionId: string } {
      const known = pick(messages, random);
      const thread = known === undefined || random() < 0.4 ? `7${number}` : known.thread;
      const message = {
        thread,
        id: `message-${number}`,
        at: now().getTime(),
        text: `Where is parcel ${number}?`,
      };
      messages.push(message);
      const interactionId = interactionIdOf('hubspot', portal, `message/${thread}/${message.id}`);
      return { ...message, interactionId };
    },
  };
}
