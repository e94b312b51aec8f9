import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  arrayOf,
  attachment,
  identifier,
  interaction,
  objectOf,
  parseJson,
  parseSeconds,
  participant,
  required,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { isJson, textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { plainText } from './text.ts';

/** Who wrote it. A user of another workspace came by Slack Connect; the settings say who our own members are. */
function authorOf(message: Json, team: string, context: NormalizeContext): Participant | undefined {
  const bot = stringOf(message['bot_id']);
  if (bot !== undefined) {
    return participant({
      role: 'bot',
      author: true,
      name: message['username'],
      identifiers: [identifier('slack-bot', bot, true)],
    });
  }
  const user = stringOf(message['user']);
  if (user === undefined) return undefined;
  const home =
    stringOf(message['user_team']) ?? stringOf(message['source_team']) ?? stringOf(message['team']) ?? team;
  const agents = arrayOf(context.settings['agents']);
  const isAgent = agents.includes(user) || (home === team && context.settings['members'] === 'agents');
  const profile = objectOf(message['user_profile']);
  return participant({
    role: isAgent ? 'agent' : 'customer',
    author: true,
    name: profile['real_name'] ?? profile['name'],
    identifiers: [identifier('slack', `${home}/${user}`, true)],
  });
}

const filesOf = (message: Json) =>
  arrayOf(message['files'])
    .map(objectOf)
    .map((file) =>
      attachment({
        id: stringOf(file['id']) ?? null,
        name: stringOf(file['name']) ?? null,
        contentType: stringOf(file['mimetype']) ?? null,
        size: typeof file['size'] === 'number' && Number.isSafeInteger(file['size']) ? file['size'] : null,
        url: stringOf(file['url_private']) ?? null,
      }),
    );

interface Change {
  readonly event: 'received' | 'changed' | 'deleted';
  /** The message as it is now, or as it was last. */
  readonly message: Json;
  readonly revision: number;
}

/** A message event is a message, an edit that carries the new one, or a deletion that carries the old one. */
function changeOf(event: Json): Change {
  const subtype = stringOf(event['subtype']);
  if (subtype === 'message_changed') {
    const message = objectOf(event['message']);
    const edited = parseSeconds(objectOf(message['edited'])['ts']) ?? parseSeconds(event['ts']) ?? 0;
    return { event: 'changed', message, revision: edited };
  }
  if (subtype === 'message_deleted') {
    const previous = objectOf(event['previous_message']);
    const message = { ...previous, ts: stringOf(event['deleted_ts']) ?? previous['ts'] };
    return { event: 'deleted', message, revision: parseSeconds(event['event_ts'] ?? event['ts']) ?? 0 };
  }
  return { event: 'received', message: event, revision: 0 };
}

function message(raw: RawRecord, envelope: Json, event: Json, context: NormalizeContext): Interaction {
  const team = required(envelope['team_id'], 'team_id');
  const channel = required(event['channel'], 'event.channel');
  const change = changeOf(event);
  // `ts` is the message's id within its channel, and its time.
  const ts = required(change.message['ts'], 'event.ts');
  const author = authorOf(change.message, team, context);
  const text = stringOf(change.message['text']);
  return interaction(manifest, raw, {
    account: team,
    objectId: `${channel}/${ts}`,
    revision: change.revision,
    channel: 'slack',
    kind: 'message',
    event: change.event,
    vendorEvent: ['message', stringOf(event['subtype'])].filter(Boolean).join('.'),
    direction: author?.role === 'customer' ? 'inbound' : author === undefined ? 'none' : 'outbound',
    state: change.event === 'deleted' ? 'deleted' : 'active',
    occurredAt: parseSeconds(ts),
    conversation: `${channel}/${stringOf(change.message['thread_ts']) ?? ts}`,
    text: text === undefined || change.event === 'deleted' ? undefined : plainText(text),
    participants: author === undefined ? [] : [author],
    attachments: filesOf(change.message),
    link: `https://app.slack.com/client/${team}/${channel}/p${ts.replace('.', '')}`,
    properties: { channel, channelType: stringOf(event['channel_type']) },
  });
}

/** Channel renames, reactions, joins and whatever comes next. */
function other(raw: RawRecord, envelope: Json, event: Json): Interaction {
  return interaction(manifest, raw, {
    account: stringOf(envelope['team_id']) ?? 'unknown',
    objectId: stringOf(envelope['event_id']) ?? sha256(raw.body),
    channel: 'slack',
    kind: 'other',
    event: 'other',
    vendorEvent: stringOf(event['type']) ?? stringOf(envelope['type']) ?? '',
    direction: 'none',
    occurredAt: parseSeconds(event['event_ts']) ?? parseSeconds(envelope['event_time']),
    text: JSON.stringify(event),
  });
}

/** https://docs.slack.dev/interactivity/implementing-slash-commands: a form; `payload=` carries interactivity as JSON. */
function form(raw: RawRecord): Interaction {
  const fields = new URLSearchParams(textOf(raw.body));
  const team = fields.get('team_id') ?? 'unknown';
  const user = fields.get('user_id');
  const command = fields.get('command');
  return interaction(manifest, raw, {
    account: team,
    objectId: `form/${fields.get('trigger_id') ?? sha256(raw.body)}`,
    channel: 'slack',
    kind: command === null ? 'other' : 'message',
    event: command === null ? 'other' : 'received',
    vendorEvent: command ?? 'interactivity',
    direction: command === null ? 'none' : 'inbound',
    text: command === null ? textOf(raw.body) : `${command} ${fields.get('text') ?? ''}`,
    participants:
      user === null
        ? []
        : [
            participant({
              role: 'customer',
              author: true,
              name: fields.get('user_name'),
              identifiers: [identifier('slack', `${team}/${user}`, true)],
            }),
          ],
  });
}

export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  if (!isJson(raw)) return [form(raw)];
  const envelope = objectOf(parseJson(raw.body));
  const event = objectOf(envelope['event']);
  return event['type'] === 'message'
    ? [message(raw, envelope, event, context)]
    : [other(raw, envelope, event)];
}
