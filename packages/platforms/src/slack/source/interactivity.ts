import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  arrayOf,
  interaction,
  objectOf,
  parseJson,
  parseSeconds,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { textOf } from '../../schemes/index.ts';
import { manifest } from '../manifest.ts';
import { directionOf, member } from './people.ts';
import { plainText } from './text.ts';

const wordsOf = (value: unknown): string | undefined => stringOf(objectOf(value)['text']) ?? stringOf(value);

/** What somebody chose or wrote in an element: https://docs.slack.dev/reference/block-kit/block-elements */
function valueOf(element: Json): string {
  const options = [
    element['selected_option'],
    ...arrayOf(element['selected_options']),
    ...arrayOf(element['files']),
  ].map((option) => wordsOf(objectOf(option)['text']) ?? stringOf(objectOf(option)['value']));
  const chosen = [
    'value',
    'selected_date',
    'selected_time',
    'selected_date_time',
    'selected_user',
    'selected_channel',
    'selected_conversation',
  ].map((name) => stringOf(element[name]));
  const several = ['selected_users', 'selected_channels', 'selected_conversations'].flatMap((name) =>
    arrayOf(element[name]).map(stringOf),
  );
  return [...options, ...chosen, ...several].filter(Boolean).join(', ');
}

/** The answers of a modal by the labels of its blocks. */
function answersOf(view: Json): string {
  const labels = new Map(
    arrayOf(view['blocks'])
      .map(objectOf)
      .map((block) => [stringOf(block['block_id']), wordsOf(block['label'])]),
  );
  return Object.entries(objectOf(objectOf(view['state'])['values']))
    .flatMap(([block, elements]) =>
      Object.entries(objectOf(elements)).map(
        ([action, element]) => `${labels.get(block) ?? action}: ${valueOf(objectOf(element))}`,
      ),
    )
    .join('\n');
}

const pressedOf = (payload: Json): string =>
  arrayOf(payload['actions'])
    .map(objectOf)
    .map((action) => {
      const label = wordsOf(action['text']) ?? stringOf(action['action_id']) ?? stringOf(action['name']);
      const value = valueOf(action);
      return [label, value].filter(Boolean).join(': ');
    })
    .join('\n');

interface Read {
  readonly kind: 'event' | 'form' | 'other';
  readonly event: string;
  readonly subject?: string | undefined;
  readonly text?: string | undefined;
}

function readPayload(type: string, payload: Json): Read {
  const view = objectOf(payload['view']);
  const callback = stringOf(payload['callback_id']) ?? stringOf(view['callback_id']);
  switch (type) {
    case 'block_actions':
    case 'interactive_message':
      return { kind: 'event', event: 'clicked', text: pressedOf(payload) };
    case 'view_submission':
      return { kind: 'form', event: 'submitted', subject: wordsOf(view['title']), text: answersOf(view) };
    case 'dialog_submission': {
      const answers = Object.entries(objectOf(payload['submission']));
      const text = answers.map(([name, value]) => `${name}: ${stringOf(value) ?? ''}`).join('\n');
      return { kind: 'form', event: 'submitted', subject: callback, text };
    }
    case 'view_closed':
      return { kind: 'event', event: 'closed', subject: wordsOf(view['title']) };
    case 'shortcut':
    case 'message_action':
      return { kind: 'event', event: 'invoked', subject: callback };
    default: {
      // Token and URLs that act in the user's name are no part of what happened.
      const { token: _token, response_url: _response, trigger_id: _trigger, ...rest } = payload;
      return { kind: 'other', event: 'other', text: JSON.stringify(rest) };
    }
  }
}

/** Buttons, modals and shortcuts: https://docs.slack.dev/interactivity/handling-user-interaction#payloads */
function payloadOf(raw: RawRecord, payload: Json, context: NormalizeContext): Interaction {
  const type = stringOf(payload['type']) ?? 'unknown';
  const user = objectOf(payload['user']);
  const userId = stringOf(user['id']);
  const team = stringOf(objectOf(payload['team'])['id']) ?? stringOf(user['team_id']) ?? 'unknown';
  const container = objectOf(payload['container']);
  const message = objectOf(payload['message']);
  const channel = stringOf(objectOf(payload['channel'])['id']) ?? stringOf(container['channel_id']);
  const ts = stringOf(message['ts']) ?? stringOf(container['message_ts']) ?? stringOf(payload['message_ts']);
  const thread = stringOf(message['thread_ts']) ?? stringOf(container['thread_ts']) ?? ts;
  const home = stringOf(user['team_id']) ?? team;
  const person: Participant | undefined =
    userId === undefined
      ? undefined
      : member(userId, { home, team, context }, { author: true, name: user['name'] ?? user['username'] });
  const read = readPayload(type, payload);
  const [action] = arrayOf(payload['actions']).map(objectOf);
  const conversation = [channel, thread].filter(Boolean).join('/');
  return interaction(manifest, raw, {
    account: team,
    objectId: `form/${stringOf(payload['trigger_id']) ?? sha256(raw.body)}`,
    channel: 'slack',
    kind: read.kind,
    event: read.event,
    vendorEvent: type,
    direction: directionOf(person),
    occurredAt: parseSeconds(action?.['action_ts']) ?? parseSeconds(payload['action_ts']),
    conversation: conversation === '' ? undefined : conversation,
    subject: read.subject,
    text: read.text === undefined ? undefined : plainText(read.text),
    participants: person === undefined ? [] : [person],
    properties: {
      channel,
      callbackId: stringOf(payload['callback_id']) ?? stringOf(objectOf(payload['view'])['callback_id']),
      actionId: stringOf(action?.['action_id']),
      messageTs: ts,
    },
  });
}

/** https://docs.slack.dev/interactivity/implementing-slash-commands: a form; `payload=` carries interactivity as JSON. */
export function formOf(raw: RawRecord, context: NormalizeContext): Interaction {
  const fields = new URLSearchParams(textOf(raw.body));
  const payload = fields.get('payload');
  if (payload !== null) return payloadOf(raw, objectOf(parseJson(Buffer.from(payload))), context);
  const team = fields.get('team_id') ?? 'unknown';
  const [user, command, channel] = ['user_id', 'command', 'channel_id'].map((name) => fields.get(name));
  const person =
    user === null || user === undefined
      ? undefined
      : member(user, { home: team, team, context }, { author: true, name: fields.get('user_name') });
  const isCommand = command !== null && command !== undefined;
  fields.delete('token');
  return interaction(manifest, raw, {
    account: team,
    objectId: `form/${fields.get('trigger_id') ?? sha256(raw.body)}`,
    channel: 'slack',
    kind: isCommand ? 'message' : 'other',
    event: isCommand ? 'received' : 'other',
    vendorEvent: command ?? 'form',
    direction: isCommand ? directionOf(person) : 'none',
    conversation: isCommand ? (channel ?? undefined) : undefined,
    text: isCommand ? `${command} ${fields.get('text') ?? ''}` : fields.toString(),
    participants: person === undefined ? [] : [person],
    properties: { channel: channel ?? undefined },
  });
}
