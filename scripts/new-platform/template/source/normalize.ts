import type { RawRecord } from '@throughline/raw';
import type { Interaction } from '@throughline/schemas';
import { isInternal } from '../../../../packages/platforms/src/reading/address.ts';
import {
  emailIdentifier,
  identifier,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  participant,
  phoneIdentifier,
  required,
  sha256,
  stringOf,
  type Json,
} from '../../../../packages/platforms/src/reading/index.ts';
import type { NormalizeContext } from '../../../../packages/platforms/src/contract.ts';
import { manifest } from '../manifest.ts';

function message(raw: RawRecord, event: Json, account: string, context: NormalizeContext): Interaction {
  const data = objectOf(event['data']);
  const sender = objectOf(data['sender']);
  const senderId = stringOf(sender['id']);
  const email = stringOf(sender['email']);
  const internal = email !== undefined && isInternal(email.toLowerCase(), context.internalDomains);
  return interaction(manifest, raw, {
    account,
    objectId: required(data['id'], 'data.id'),
    revision: parseTime(data['updated_at']) ?? 0,
    channel: 'chat',
    kind: 'message',
    event: 'received',
    vendorEvent: stringOf(event['type']),
    direction: internal ? 'outbound' : 'inbound',
    occurredAt: parseTime(data['created_at']),
    conversation: stringOf(data['conversation_id']),
    text: data['text'],
    participants: [
      participant({
        role: internal ? 'agent' : 'customer',
        author: true,
        name: sender['name'],
        identifiers: [
          ...(senderId === undefined
            ? []
            : [identifier('example-vendor-contact', `${account}/${senderId}`, true)]),
          ...emailIdentifier(email, false),
          ...phoneIdentifier(stringOf(sender['phone']), context.region, false),
        ],
      }),
    ],
  });
}

/** Whatever the vendor adds one day is kept whole until somebody reads it better. */
const other = (raw: RawRecord, event: Json, account: string): Interaction =>
  interaction(manifest, raw, {
    account,
    objectId: `content/${sha256(raw.body)}`,
    channel: 'chat',
    kind: 'other',
    event: 'other',
    vendorEvent: stringOf(event['type']),
    direction: 'none',
    text: JSON.stringify(event),
  });

export function normalize(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const event = objectOf(parseJson(raw.body));
  const account = required(event['account_id'], 'account_id');
  return [
    event['type'] === 'message.created' ? message(raw, event, account, context) : other(raw, event, account),
  ];
}
