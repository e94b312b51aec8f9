import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import { metaTime } from '../../meta/entries.ts';
import {
  arrayOf,
  interaction,
  objectOf,
  ownValue,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { company, conversationOf, customer, identifiersOf, userOf, type Setting } from './people.ts';

const PREFERENCES: Readonly<Record<string, 'granted' | 'denied'>> = {
  stop: 'denied',
  resume: 'granted',
  signup: 'granted',
};

/** The user stopped or resumed marketing messages: field `user_preferences`. */
export function preferenceOf(raw: RawRecord, setting: Setting, preference: Json): Interaction {
  const user = userOf(setting, preference['wa_id'], preference['user_id'], preference['parent_user_id']);
  const value = stringOf(preference['value']) ?? 'unknown';
  const time = metaTime(preference['timestamp']);
  const state = ownValue(PREFERENCES, value);
  return interaction(manifest, raw, {
    account: setting.account,
    objectId: `preference/${user.userId ?? user.phone ?? ''}/${stringOf(preference['category']) ?? ''}/${value}/${time ?? sha256(raw.body)}`,
    channel: 'whatsapp',
    kind: state === undefined ? 'other' : 'consent',
    event: value,
    vendorEvent: `user_preferences.${value}`,
    direction: 'inbound',
    occurredAt: time,
    conversation: conversationOf(setting, user),
    text: preference['detail'],
    participants: [customer(user, setting.region, true), company(setting, false)],
    properties: {
      category: stringOf(preference['category']),
      signupId: stringOf(preference['signup_id']),
    },
    consents: identifiersOf(user, setting.region).flatMap((one) =>
      state === undefined
        ? []
        : [
            {
              identifierType: one.type,
              identifierValue: one.value,
              purpose: 'whatsapp',
              state,
              trusted: true,
            },
          ],
    ),
  });
}

/** A call as it begins and as it ends, each a revision of the same: field `calls`. */
export function callOf(raw: RawRecord, setting: Setting, call: Json): Interaction {
  const id = stringOf(call['id']) ?? sha256(JSON.stringify(call));
  const event = stringOf(call['event']) ?? 'unknown';
  const outbound = call['direction'] === 'BUSINESS_INITIATED';
  const user = outbound
    ? userOf(setting, call['to'], call['to_user_id'], call['to_parent_user_id'])
    : userOf(setting, call['from'], call['from_user_id'], call['from_parent_user_id']);
  const time = metaTime(call['timestamp']);
  const ended = event === 'terminate';
  const person = customer(user, setting.region, !outbound);
  const duration = call['duration'];
  return interaction(manifest, raw, {
    account: setting.account,
    objectId: id,
    // A call that nobody takes begins and ends in the same second.
    revision: (time ?? 0) + (ended ? 999 : 0),
    channel: 'whatsapp',
    kind: 'call',
    event: ended ? 'ended' : event === 'connect' ? 'started' : event,
    vendorEvent: `calls.${event}`,
    direction: outbound ? 'outbound' : 'inbound',
    occurredAt: metaTime(call['start_time']) ?? time,
    conversation: conversationOf(setting, user),
    participants: outbound ? [company(setting, true), person] : [person, company(setting, false)],
    durationSeconds: typeof duration === 'number' ? duration : undefined,
    properties: {
      status: stringOf(call['status']),
      phoneNumberId: setting.phoneNumberId,
      callbackData: stringOf(call['biz_opaque_callback_data']),
    },
  });
}

/** A contact in the address book of the Business app: field `smb_app_state_sync`. */
export function contactOf(raw: RawRecord, setting: Setting, item: Json): Interaction {
  const contact = objectOf(item['contact']);
  const user = userOf(
    { ...setting, contacts: [] },
    contact['phone_number'],
    contact['user_id'],
    contact['parent_user_id'],
  );
  const removed = item['action'] === 'remove';
  const time = metaTime(objectOf(item['metadata'])['timestamp']);
  return interaction(manifest, raw, {
    account: setting.account,
    objectId: `contact/${setting.phoneNumberId}/${user.phone ?? user.userId ?? sha256(JSON.stringify(item))}`,
    revision: time ?? 0,
    channel: 'whatsapp',
    kind: 'record',
    event: removed ? 'deleted' : 'changed',
    vendorEvent: `smb_app_state_sync.${stringOf(item['action']) ?? ''}`,
    direction: 'none',
    state: removed ? 'deleted' : 'active',
    occurredAt: time,
    participants: removed
      ? []
      : [
          customer(
            { ...user, name: stringOf(contact['full_name']) ?? stringOf(contact['first_name']) },
            setting.region,
            true,
          ),
        ],
  });
}

/** Templates, quality, account reviews, errors and whatever comes next: kept with all that was sent. */
export const otherOf = (
  raw: RawRecord,
  account: string,
  field: string,
  value: unknown,
  time: number | null,
): Interaction =>
  interaction(manifest, raw, {
    account,
    objectId: `${field}/${sha256(`${time ?? ''}${JSON.stringify(value)}`)}`,
    channel: 'whatsapp',
    kind: 'other',
    event: 'other',
    vendorEvent: field,
    direction: 'none',
    occurredAt: time,
    text: JSON.stringify(value),
  });

/** The list of a value by its name, as objects. */
export const listOf = (value: Json, name: string): ReadonlyArray<Json> => arrayOf(value[name]).map(objectOf);
