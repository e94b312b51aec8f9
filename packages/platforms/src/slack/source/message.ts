import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  arrayOf,
  attachment,
  interaction,
  objectOf,
  parseSeconds,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { markupOf } from './blocks.ts';
import { authorOf, directionOf, teamOf } from './people.ts';
import { plainText } from './text.ts';

const filesOf = (message: Json) =>
  arrayOf(message['files'])
    .map(objectOf)
    .map((file) =>
      attachment({
        id: stringOf(file['id']) ?? null,
        name: stringOf(file['name']) ?? stringOf(file['title']) ?? null,
        contentType: stringOf(file['mimetype']) ?? null,
        size: file['size'],
        url: stringOf(file['url_private']) ?? null,
      }),
    );

/** Subtypes that somebody wrote; any other (joins, topics, pins, …) is what Slack writes of something that happened. */
const WRITTEN = new Set([
  'bot_message',
  'me_message',
  'file_share',
  'thread_broadcast',
  'reply_broadcast',
  'file_comment',
  'assistant_app_thread',
]);

interface Change {
  readonly event: 'received' | 'changed' | 'deleted';
  /** The message as it is now, or as it was last. */
  readonly message: Json;
  readonly revision: number;
}

/** A message event is a message, an edit that carries the new one, or a deletion that carries the old one. */
function changeOf(event: Json): Change {
  const subtype = stringOf(event['subtype']);
  const at = parseSeconds(event['event_ts'] ?? event['ts']) ?? 0;
  if (subtype === 'message_changed') {
    const message = objectOf(event['message']);
    // Of a deleted message that has replies a tombstone stays.
    if (message['subtype'] === 'tombstone') return { event: 'deleted', message, revision: at };
    const edited = parseSeconds(objectOf(message['edited'])['ts']);
    return { event: 'changed', message, revision: edited ?? at };
  }
  if (subtype === 'message_deleted') {
    const previous = objectOf(event['previous_message']);
    const message = { ...previous, ts: stringOf(event['deleted_ts']) ?? previous['ts'] };
    return { event: 'deleted', message, revision: at };
  }
  return { event: 'received', message: event, revision: 0 };
}

/** `message` and `app_mention`, which tells an app of the same message once more. */
export function messageOf(
  raw: RawRecord,
  envelope: Json,
  event: Json,
  context: NormalizeContext,
): Interaction {
  const team = teamOf(envelope, event);
  const channel = required(event['channel'], 'event.channel');
  const change = changeOf(event);
  const { message } = change;
  const deleted = change.event === 'deleted';
  // `ts` is the message's id within its channel, and its time.
  const ts = required(message['ts'], 'event.ts');
  const thread = stringOf(message['thread_ts']) ?? ts;
  const author = authorOf(message, team, context);
  const subtype = stringOf(message['subtype']);
  const written = subtype === undefined || WRITTEN.has(subtype) || deleted;
  const reactions = arrayOf(message['reactions']).map((one) => stringOf(objectOf(one)['name']));
  return interaction(manifest, raw, {
    account: team,
    objectId: `${channel}/${ts}`,
    revision: change.revision,
    channel: 'slack',
    kind: written ? 'message' : 'event',
    event: written ? change.event : subtype,
    vendorEvent: [stringOf(event['type']), stringOf(event['subtype'])].filter(Boolean).join('.'),
    direction: written ? directionOf(author) : 'none',
    state: deleted ? 'deleted' : 'active',
    occurredAt: parseSeconds(ts),
    conversation: `${channel}/${thread}`,
    text: deleted ? undefined : plainText(markupOf(message)),
    participants: author === undefined ? [] : [author],
    attachments: deleted ? [] : filesOf(message),
    link: `https://app.slack.com/client/${team}/${channel}/p${ts.replace('.', '')}`,
    properties: {
      channel,
      channelType: stringOf(event['channel_type']),
      inReplyTo: thread === ts ? undefined : thread,
      appId: stringOf(message['app_id']),
      reactions: reactions.filter(Boolean).join(', '),
    },
  });
}
