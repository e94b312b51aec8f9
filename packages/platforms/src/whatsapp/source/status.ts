import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  interaction,
  objectOf,
  parseSeconds,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { company, conversationOf, customer, userOf, type Setting } from './people.ts';

/** What the user does to a message; everything else is the business's or WhatsApp's doing. */
const BY_USER = new Set(['read', 'played']);

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status */
export function statusOf(raw: RawRecord, setting: Setting, status: Json): Interaction {
  const id = stringOf(status['id']) ?? sha256(JSON.stringify(status));
  const vendorEvent = stringOf(status['status']) ?? 'unknown';
  // Those of calls are in capitals: RINGING, ACCEPTED, REJECTED.
  const event = vendorEvent.toLowerCase();
  const isGroup = status['recipient_type'] === 'group';
  const user = isGroup
    ? userOf(
        setting,
        status['recipient_participant_id'],
        status['recipient_participant_user_id'],
        status['recipient_participant_parent_user_id'],
      )
    : userOf(
        setting,
        status['recipient_id'],
        status['recipient_user_id'],
        status['recipient_parent_user_id'],
      );
  const group = isGroup ? stringOf(status['recipient_id']) : undefined;
  const byUser = BY_USER.has(event);
  const error = objectOf(arrayOf(status['errors'])[0]);
  const pricing = objectOf(status['pricing']);
  return interaction(manifest, raw, {
    account: setting.account,
    // In a group every member reads it; the business's message is one.
    objectId: `${id}/status/${event}${isGroup ? `/${user.userId ?? user.phone ?? ''}` : ''}`,
    channel: 'whatsapp',
    kind: 'status',
    event,
    vendorEvent,
    direction: byUser ? 'inbound' : 'outbound',
    occurredAt: parseSeconds(status['timestamp']),
    conversation: conversationOf(setting, user, group),
    participants: [company(setting, !byUser), customer(user, setting.region, byUser)],
    properties: {
      messageId: stringOf(status['id']),
      phoneNumberId: setting.phoneNumberId,
      category: stringOf(pricing['category']),
      errorCode: stringOf(error['code']),
      error: stringOf(objectOf(error['error_data'])['details']) ?? stringOf(error['title']),
      callbackData: stringOf(status['biz_opaque_callback_data']),
    },
  });
}
