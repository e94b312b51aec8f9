import type { Attachment, Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  arrayOf,
  attachment,
  interaction,
  objectOf,
  ownValue,
  parseSeconds,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { ACCOUNT, agentOf, customerOf, lineOf } from './people.ts';

export { ACCOUNT } from './people.ts';

/**
 * Aircall's times are whole seconds and its deliveries come in any order: within a second, the later step of a call's life wins.
 */
const STEPS = [
  'created',
  'ivr_option_selected',
  'ringing_on_agent',
  'agent_declined',
  'answered',
  'hold',
  'unhold',
  'unsuccessful_transfer',
  'transferred',
  'external_transferred',
  'hungup',
  'ended',
  'voicemail_left',
  'comm_assets_generated',
  'assigned',
  'tagged',
  'untagged',
  'commented',
  'archived',
];

const EVENTS: Readonly<Record<string, string>> = {
  created: 'created',
  answered: 'answered',
  hungup: 'ended',
  ended: 'ended',
  voicemail_left: 'voicemail',
};

/** Epoch milliseconds of an event of the call, told apart within its second. */
export const revisionOf = (timestamp: unknown, step: string): number =>
  (parseSeconds(timestamp) ?? 0) + Math.max(STEPS.indexOf(step), 0);

/** The short addresses ask for a login and stay; the others are signed for minutes only, and stand in the raw record. */
function filesOf(call: Json): ReadonlyArray<Attachment> {
  return ['recording', 'voicemail'].flatMap((name) => {
    const url = stringOf(call[`${name}_short_url`]) ?? stringOf(call[name]);
    return url === undefined
      ? []
      : [attachment({ id: name, name: `${name}.mp3`, contentType: 'audio/mpeg', url })];
  });
}

const commentsOf = (call: Json): ReadonlyArray<Json> =>
  arrayOf(call['comments'])
    .map(objectOf)
    .filter((comment) => stringOf(comment['content']) !== undefined);

const commentId = (callId: string, comment: Json): string =>
  `call/${callId}/comment/${stringOf(comment['id']) ?? stringOf(comment['posted_at']) ?? ''}`;

/** Object ids of everything that a call is read as. */
export function callIds(call: Json): ReadonlyArray<string> {
  const id = stringOf(call['id']) ?? '';
  return [`call/${id}`, ...commentsOf(call).map((comment) => commentId(id, comment))];
}

const tagsOf = (call: Json): string =>
  arrayOf(call['tags'])
    .flatMap((tag) => stringOf(objectOf(tag)['name']) ?? [])
    .join(', ');

/** A call, and the comments that agents wrote to it. */
export function readCall(
  raw: RawRecord,
  call: Json,
  told: { readonly event: string; readonly revision: number },
  context: NormalizeContext,
): ReadonlyArray<Interaction> {
  const id = required(call['id'], 'data.id');
  const step = told.event.replace(/^call\./, '');
  const outbound = call['direction'] === 'outbound';
  const missed = stringOf(call['missed_call_reason']);
  const customer = customerOf(
    objectOf(call['contact']),
    stringOf(call['raw_digits']),
    context.region,
    !outbound,
  );
  const agents = agentOf(objectOf(call['user']), outbound);
  const number = objectOf(call['number']);
  const ended = call['ended_at'] !== null && call['ended_at'] !== undefined;
  const main = interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: `call/${id}`,
    revision: told.revision,
    channel: 'voice',
    kind: 'call',
    event:
      ended && missed !== undefined ? 'missed' : (ownValue(EVENTS, step) ?? (ended ? 'ended' : 'changed')),
    vendorEvent: told.event,
    direction: outbound ? 'outbound' : 'inbound',
    occurredAt: parseSeconds(call['started_at']),
    conversation: `call/${id}`,
    text: commentsOf(call)
      .map((comment) => stringOf(comment['content']))
      .join('\n'),
    participants: [customer, ...(agents.length > 0 ? agents : [lineOf(number, outbound)])],
    attachments: filesOf(call),
    link: stringOf(call['asset']),
    durationSeconds: typeof call['duration'] === 'number' && ended ? call['duration'] : undefined,
    properties: {
      status: stringOf(call['status']),
      missedReason: missed,
      number: stringOf(number['digits']),
      numberName: stringOf(number['name']),
      answeredAt: stringOf(call['answered_at']),
      endedAt: stringOf(call['ended_at']),
      cost: stringOf(call['cost']),
      hangupCause: stringOf(call['hangup_cause']),
      tags: tagsOf(call),
      uuid: stringOf(call['call_uuid']) ?? stringOf(call['sid']),
    },
  });
  const notes = commentsOf(call).map((comment) =>
    interaction(manifest, raw, {
      account: ACCOUNT,
      objectId: commentId(id, comment),
      channel: 'voice',
      kind: 'note',
      event: 'created',
      vendorEvent: 'comment',
      direction: 'internal',
      occurredAt: parseSeconds(comment['posted_at']),
      conversation: `call/${id}`,
      text: comment['content'],
      participants: [...agentOf(objectOf(comment['posted_by']), true), { ...customer, author: false }],
    }),
  );
  return [main, ...notes];
}
