import type { ConsentStatement, Identifier, Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  interaction,
  objectOf,
  parseSeconds,
  phoneIdentifier,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { contentOf } from './content.ts';
import { company, conversationOf, customer, identifiersOf, isOwn, userOf, type Setting } from './people.ts';

type Direction = 'inbound' | 'outbound';

interface Change {
  readonly event: string | undefined;
  readonly objectId: string;
  /** The message as it is now. */
  readonly message: Json;
  readonly revision: number;
  readonly deleted: boolean;
}

const idOf = (message: Json): string => stringOf(message['id']) ?? sha256(JSON.stringify(message));

/** An edit carries the whole message anew, a revocation only the id of the one that is gone. Their times are in seconds. */
function changeOf(message: Json): Change {
  const time = parseSeconds(message['timestamp']) ?? 0;
  const edit = objectOf(message['edit']);
  const original = stringOf(edit['original_message_id']);
  if (message['type'] === 'edit' && original !== undefined) {
    const { edit: _edit, ...rest } = message;
    const changed = { ...rest, ...objectOf(edit['message']) };
    return { event: 'changed', objectId: original, message: changed, revision: time, deleted: false };
  }
  const revoked = stringOf(objectOf(message['revoke'])['original_message_id']);
  if (message['type'] === 'revoke' && revoked !== undefined) {
    // Behind an edit of the same second.
    return { event: 'deleted', objectId: revoked, message, revision: time + 999, deleted: true };
  }
  return { event: undefined, objectId: idOf(message), message, revision: 0, deleted: false };
}

/** Numbers that a message itself says are the sender's: a new number after a change, one that was asked for and shared. */
function furtherIdentifiers(message: Json, setting: Setting): ReadonlyArray<Identifier> {
  const system = objectOf(message['system']);
  const changed = identifiersOf(
    {
      phone: stringOf(system['wa_id']) ?? stringOf(system['new_wa_id']),
      userId: stringOf(system['user_id']),
      parentUserId: stringOf(system['parent_user_id']),
      name: undefined,
      username: undefined,
    },
    setting.region,
  );
  if (message['origin'] !== 'contact_request') return changed;
  const shared = arrayOf(message['contacts']).flatMap((contact) => arrayOf(objectOf(contact)['phones']));
  return shared.flatMap((phone) =>
    phoneIdentifier(stringOf(objectOf(phone)['phone']), setting.region, false),
  );
}

/** A user's answer to the question whether the business may call. */
function consentsOf(message: Json, identifiers: ReadonlyArray<Identifier>): ReadonlyArray<ConsentStatement> {
  const reply = objectOf(objectOf(message['interactive'])['call_permission_reply']);
  const state =
    reply['response'] === 'accept' ? 'granted' : reply['response'] === 'reject' ? 'denied' : undefined;
  const [first] = identifiers;
  if (state === undefined || first === undefined) return [];
  return [
    {
      identifierType: first.type,
      identifierValue: first.value,
      purpose: 'voice',
      state,
      trusted: true,
    },
  ];
}

function referralOf(message: Json): Readonly<Record<string, string | undefined>> {
  const referral = objectOf(message['referral']);
  return {
    referralType: stringOf(referral['source_type']),
    referralId: stringOf(referral['source_id']),
    referralUrl: stringOf(referral['source_url']),
    referralHeadline: stringOf(referral['headline']),
    clickId: stringOf(referral['ctwa_clid']),
  };
}

/** @param history the thread that `history` tells it is of, and whether it was sent by the business */
export function messageOf(
  raw: RawRecord,
  setting: Setting,
  given: Json,
  direction: Direction,
  history?: { readonly user: string | undefined },
): Interaction {
  const { event, objectId, message, revision, deleted } = changeOf(given);
  const inbound = direction === 'inbound';
  // An echo names the business and the user; which of them stands in `to` is told by the business's number.
  const toUser = isOwn(setting, message['to']) ? message['from'] : message['to'];
  const user = inbound
    ? userOf(
        setting,
        message['from'] ?? history?.user,
        message['from_user_id'],
        message['from_parent_user_id'],
      )
    : userOf(setting, history?.user ?? toUser, message['to_user_id'], message['to_parent_user_id']);
  const content = contentOf(message);
  const context = objectOf(message['context']);
  const person = customer(user, setting.region, inbound, furtherIdentifiers(message, setting));
  return interaction(manifest, raw, {
    account: setting.account,
    objectId,
    revision,
    channel: 'whatsapp',
    kind: deleted ? 'message' : content.kind,
    event: event ?? content.event ?? (inbound ? 'received' : 'sent'),
    vendorEvent: stringOf(given['type']),
    direction,
    state: deleted ? 'deleted' : 'active',
    occurredAt: parseSeconds(message['timestamp']),
    conversation: conversationOf(setting, user, message['group_id']),
    text: deleted ? undefined : content.text,
    participants: inbound ? [person, company(setting, false)] : [company(setting, true), person],
    attachments: content.attachments ?? [],
    ...(content.amount === undefined ? {} : { amount: content.amount }),
    currency: content.currency,
    properties: {
      ...content.properties,
      phoneNumberId: setting.phoneNumberId,
      inReplyTo: stringOf(context['id']),
      forwarded:
        context['forwarded'] === true || context['frequently_forwarded'] === true ? 'yes' : undefined,
      groupId: stringOf(message['group_id']),
      ...(history === undefined ? {} : { fromHistory: 'yes' }),
      ...referralOf(message),
    },
    consents: consentsOf(message, person.identifiers),
  });
}
