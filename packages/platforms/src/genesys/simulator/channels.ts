import { arrayOf, objectOf, stringOf } from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import type { Route } from '../../simulation/index.ts';

/** Channels of the Notification service, which live for a day, and what waits in them for whoever is connected. */

const LASTS_MS = 24 * 60 * 60 * 1000;
const MOST_CHANNELS = 20;
const MOST_TOPICS = 1_000;
const CLOSING_AHEAD_MS = 60 * 1000;

interface Channel {
  readonly id: string;
  readonly expires: number;
  topics: ReadonlyArray<string>;
  readonly waiting: string[];
}

const uriOf = (channel: Channel): string => `wss://streaming.mypurecloud.com/channels/${channel.id}`;
const system = (topicName: string, message: string): string =>
  JSON.stringify({ topicName, eventBody: { message } });

export function createChannels(now: () => Date) {
  const channels: Channel[] = [];
  let count = 0;
  const time = () => now().getTime();
  const live = () => channels.filter((channel) => channel.expires > time());

  const routes: ReadonlyArray<Route> = [
    {
      method: 'POST',
      path: /\/api\/v2\/notifications\/channels/,
      answer: () => {
        const channel: Channel = {
          id: `streaming-${(count += 1)}`,
          expires: time() + LASTS_MS,
          topics: [],
          waiting: [],
        };
        channels.push(channel);
        // The twenty-first takes the place of the oldest.
        const [oldest] = live();
        if (live().length > MOST_CHANNELS && oldest !== undefined)
          channels.splice(channels.indexOf(oldest), 1);
        const expires = new Date(channel.expires).toISOString();
        return { status: 200, body: { id: channel.id, connectUri: uriOf(channel), expires } };
      },
    },
    {
      method: 'PUT',
      path: /\/api\/v2\/notifications\/channels\/([^/]+)\/subscriptions/,
      answer: ({ path, body }) => {
        const channel = live().find((one) => one.id === path[0]);
        if (channel === undefined) return { status: 404, body: { status: 404, code: 'not.found' } };
        const topics = arrayOf(JSON.parse(textOf(body))).flatMap(
          (one) => stringOf(objectOf(one)['id']) ?? [],
        );
        if (topics.length > MOST_TOPICS)
          return { status: 400, body: { status: 400, code: 'too.many.topics' } };
        channel.topics = topics;
        return { status: 200, body: { entities: topics.map((id) => ({ id, state: 'Permitted' })) } };
      },
    },
  ];

  return {
    routes,
    /** To every living channel with the topic; to nobody where there is none. */
    send(topicName: string, eventBody: unknown): void {
      const metadata = { CorrelationId: `c-${(count += 1)}` };
      const text = JSON.stringify({ topicName, version: '2', eventBody, metadata });
      for (const channel of live()) if (channel.topics.includes(topicName)) channel.waiting.push(text);
    },
    /** Signs of life, and the notice of the end. */
    tick(): void {
      for (const channel of live()) {
        channel.waiting.push(system('channel.metadata', 'WebSocket Heartbeat'));
        if (channel.expires - time() < CLOSING_AHEAD_MS)
          channel.waiting.push(system('v2.system.socket_closing', 'Socket closing'));
      }
    },
    /** What waits in the channel of this URI, or in the one that was made last; it waits no longer. */
    take(connectUri?: string): ReadonlyArray<string> {
      const channel =
        connectUri === undefined ? channels.at(-1) : channels.find((one) => uriOf(one) === connectUri);
      return channel?.waiting.splice(0) ?? [];
    },
  };
}
