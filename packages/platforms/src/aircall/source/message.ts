import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  arrayOf,
  attachment,
  interaction,
  objectOf,
  parseSeconds,
  parseTime,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { ACCOUNT, agentOf, customerOf, lineOf } from './people.ts';

/** Seconds or an ISO text: Aircall's pages show both. */
export const timeOf = (value: unknown): number | null =>
  typeof value === 'number' ? parseSeconds(value) : parseTime(value);

function mediaOf(message: Json) {
  const details = arrayOf(message['media_details']).map(objectOf);
  if (details.length > 0) {
    return details.map((file) =>
      attachment({
        name: stringOf(file['file_name']) ?? null,
        contentType: stringOf(file['file_type']) ?? null,
        url: stringOf(file['presigned_url']) ?? null,
      }),
    );
  }
  return arrayOf(message['media_url']).flatMap((url) =>
    typeof url === 'string' ? [attachment({ url })] : [],
  );
}

/** A message, or what became of one that was sent. `channel` is null for SMS and MMS. */
export function readMessage(
  raw: RawRecord,
  envelope: { readonly event: string; readonly timestamp: number | null },
  message: Json,
  context: NormalizeContext,
): Interaction {
  const id = required(message['id'], 'data.id');
  const outbound = message['direction'] === 'outbound' || envelope.event.endsWith('.sent');
  const isStatus = envelope.event.endsWith('.status_updated') || envelope.event.endsWith('.updated');
  const status = stringOf(message['status']);
  const number = objectOf(message['number']);
  const external = stringOf(message['external_number']) ?? stringOf(message['raw_digits']);
  const others = arrayOf(message['participants']).flatMap((one) => (typeof one === 'string' ? [one] : []));
  const agents = agentOf(objectOf(message['user']), outbound && !isStatus);
  const group = stringOf(message['group_conversation_id']);
  const line = stringOf(number['id']) ?? stringOf(number['digits']) ?? 'line';
  return interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: isStatus ? `message/${id}/status/${status ?? 'unknown'}` : `message/${id}`,
    channel: stringOf(message['channel']) ?? 'sms',
    kind: isStatus ? 'status' : 'message',
    event: isStatus ? (status ?? 'changed') : outbound ? 'sent' : 'received',
    vendorEvent: envelope.event,
    direction: isStatus || outbound ? 'outbound' : 'inbound',
    occurredAt: isStatus
      ? (timeOf(message['updated_at']) ?? envelope.timestamp)
      : (timeOf(message['sent_at']) ?? timeOf(message['created_at']) ?? envelope.timestamp),
    conversation: group === undefined ? `${line}/${external ?? others.join(',')}` : `group/${group}`,
    text: isStatus ? undefined : message['body'],
    participants: [
      customerOf(objectOf(message['contact']), external, context.region, !outbound && !isStatus),
      ...others.map((phone) => customerOf({}, phone, context.region, false)),
      ...(agents.length > 0 ? agents : [lineOf(number, outbound && !isStatus)]),
    ],
    attachments: isStatus ? [] : mediaOf(message),
    properties: { status, message: id, number: stringOf(number['digits']) },
  });
}
