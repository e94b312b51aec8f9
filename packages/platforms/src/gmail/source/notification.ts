import { objectOf, parseJson, stringOf } from '../../reading/index.ts';

/** https://cloud.google.com/pubsub/docs/push#receive_push and https://developers.google.com/workspace/gmail/api/guides/push */
export interface Notification {
  readonly messageId: string | undefined;
  readonly emailAddress: string | undefined;
  readonly historyId: string | undefined;
}

/**
 * What a push tells: that the mailbox has changed, and its history id by then.
 * @throws platforms.body-unreadable, platforms.too-deep
 */
export function readNotification(body: Uint8Array): Notification {
  const message = objectOf(objectOf(parseJson(body))['message']);
  const data = stringOf(message['data']);
  const told = data === undefined ? {} : objectOf(parseJson(Buffer.from(data, 'base64')));
  return {
    messageId: stringOf(message['messageId']) ?? stringOf(message['message_id']),
    emailAddress: stringOf(told['emailAddress'])?.toLowerCase(),
    historyId: stringOf(told['historyId']),
  };
}

/** As {@link readNotification}; nothing where it cannot be read. */
export function tryNotification(body: Uint8Array): Notification | undefined {
  try {
    return readNotification(body);
  } catch {
    return undefined;
  }
}
