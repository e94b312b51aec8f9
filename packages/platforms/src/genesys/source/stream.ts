import type { Api, Stream } from '../../contract.ts';
import { getJson, sendJson } from '../../calling/index.ts';
import { platformErrors } from '../../errors.ts';
import { arrayOf, objectOf, parseTime, required, sha256, stringOf, type Json } from '../../reading/index.ts';
import { conversationIdOf, notificationOf } from './notification.ts';
import { apiUrl, isReady, type Settings } from './settings.ts';

const CHANNEL_LASTS_MS = 24 * 60 * 60 * 1000;
const MOST_TOPICS = 1_000;
const PAGE_SIZE = 100;

async function queuesOf(api: Api<Settings>): Promise<ReadonlyArray<string>> {
  if (api.settings.queues.length > 0) return api.settings.queues;
  const found: string[] = [];
  for (let page = 1; found.length < MOST_TOPICS; page += 1) {
    const url = `${apiUrl(api.settings)}/api/v2/routing/queues?pageSize=${PAGE_SIZE}&pageNumber=${page}`;
    const answer = objectOf(await getJson(api, url));
    found.push(...arrayOf(answer['entities']).flatMap((queue) => stringOf(objectOf(queue)['id']) ?? []));
    if (page >= Number(answer['pageCount'] ?? 1)) break;
  }
  return found;
}

/** Topics of single conversations cannot be asked for before they begin: those of queues and users tell of all of them. */
async function topicsOf(api: Api<Settings>): Promise<ReadonlyArray<string>> {
  const queues = await queuesOf(api);
  return [
    ...api.settings.users.map((user) => `v2.users.${user}.conversations`),
    ...queues.map((queue) => `v2.routing.queues.${queue}.conversations`),
  ].slice(0, MOST_TOPICS);
}

function parsed(message: string): Json | undefined {
  try {
    return objectOf(JSON.parse(message));
  } catch {
    return undefined;
  }
}

/**
 * A channel lives for 24 hours, carries at most 1,000 topics and one connection, and tells a sign of life every 30 seconds:
 * https://developer.genesys.cloud/notificationsalerts/notifications/notifications-apis
 */
export const stream: Stream<Settings> = {
  wanted: isReady,
  ping: JSON.stringify({ message: 'ping' }),
  silenceSeconds: 75,
  async open(api) {
    const base = `${apiUrl(api.settings)}/api/v2/notifications/channels`;
    const channel = objectOf(await sendJson(api, 'POST', base));
    const id = required(channel['id'], 'id');
    const topics = await topicsOf(api);
    const subscribed = await sendJson(
      api,
      'PUT',
      `${base}/${encodeURIComponent(id)}/subscriptions`,
      topics.map((topic) => ({ id: topic })),
    );
    if (subscribed === undefined)
      throw platformErrors.apiAway({ detail: { why: 'the channel is gone again' } });
    return {
      url: required(channel['connectUri'], 'connectUri'),
      expiresAt: parseTime(channel['expires']) ?? api.now.getTime() + CHANNEL_LASTS_MS,
    };
  },
  read(message) {
    const content = parsed(message);
    const topic = stringOf(content?.['topicName']);
    if (topic === 'channel.metadata') return { kind: 'heartbeat' };
    if (topic === 'v2.system.socket_closing') return { kind: 'closing' };
    // Answers to what was sent: `{result, status}`. A 404 says that the channel has lapsed or was given to somebody else.
    if (content !== undefined && topic === undefined && content['result'] !== undefined)
      return stringOf(content['result']) === '404' ? { kind: 'closing' } : { kind: 'ignore' };
    const deliveryId = sha256(message);
    const key = content === undefined ? undefined : conversationIdOf(notificationOf(content));
    return { kind: 'delivery', deliveryId, key: key ?? deliveryId };
  },
};
