import { objectOf, parseMilliseconds, parseTime, stringOf, type Json } from '../../reading/index.ts';

/** A message of the Notification service, whichever way it came. */
export interface Notification {
  readonly topic: string;
  readonly body: Json;
  /** Epoch milliseconds; null where none is told. */
  readonly time: number | null;
  /** For a chain of messages that belong together. */
  readonly correlationId: string | undefined;
}

/** Genesys tells times as epoch milliseconds or as ISO texts. */
const timeOf = (value: unknown): number | null =>
  typeof value === 'number' ? parseMilliseconds(value) : parseTime(value);

/**
 * `{topicName, version, eventBody, metadata}` by WebSocket or Data Action; EventBridge wraps that into `{detail-type, detail}`:
 * https://developer.genesys.cloud/notificationsalerts/event-bridge/
 */
export function notificationOf(content: Json): Notification {
  const isBridge = content['detail'] !== undefined;
  const inner = isBridge ? objectOf(content['detail']) : content;
  const body = inner['eventBody'] === undefined ? inner : objectOf(inner['eventBody']);
  return {
    topic: stringOf(inner['topicName']) ?? stringOf(content['detail-type']) ?? '',
    body,
    time:
      timeOf(body['eventTime']) ??
      timeOf(body['eventDate']) ??
      timeOf(inner['timestamp']) ??
      timeOf(content['time']),
    correlationId: stringOf(objectOf(inner['metadata'])['CorrelationId']),
  };
}

/** Conversations by queue or user have `id`, details of them `conversationId`. */
export function conversationIdOf({ topic, body }: Notification): string | undefined {
  const named = stringOf(body['conversationId']);
  if (named !== undefined) return named;
  if (Array.isArray(body['participants'])) return stringOf(body['id']);
  return /^v2\.(?:detail\.events\.conversation|conversations)\.([0-9a-f-]{36})\./.exec(topic)?.[1];
}
