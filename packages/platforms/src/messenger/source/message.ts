import type { Attachment, Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  attachment,
  interaction,
  objectOf,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { company, customer, type Event } from './event.ts';

const FILES = new Set(['image', 'video', 'audio', 'file']);

/** What an attachment says in words: a shared link, a place, the elements of a template, a booking. */
function wordsOf(item: Json): string | undefined {
  const type = stringOf(item['type']);
  const payload = objectOf(item['payload']);
  if (type !== undefined && FILES.has(type)) return undefined;
  const point = objectOf(payload['coordinates']);
  const elements = [
    ...arrayOf(payload['elements']),
    ...arrayOf(objectOf(payload['product'])['elements']),
  ].map(objectOf);
  const words = [
    item['title'],
    payload['title'],
    payload['text'],
    point['lat'] === undefined ? undefined : `${stringOf(point['lat'])}, ${stringOf(point['long'])}`,
    ...elements.flatMap((one) => [one['title'], one['subtitle']]),
    payload['status'],
    item['url'],
    payload['url'],
  ];
  const text = [...new Set(words.map(stringOf).filter(Boolean))].join('\n');
  return text === '' ? type : text;
}

function filesOf(items: ReadonlyArray<Json>): ReadonlyArray<Attachment> {
  return items.flatMap((item) => {
    const payload = objectOf(item['payload']);
    const url = stringOf(payload['url']);
    const id = stringOf(payload['attachment_id']) ?? stringOf(payload['sticker_id']);
    if (!FILES.has(stringOf(item['type']) ?? '') && id === undefined) return [];
    return [attachment({ id: id ?? null, name: stringOf(payload['title']) ?? null, url: url ?? null })];
  });
}

export function referralOf(value: unknown): Readonly<Record<string, string | undefined>> {
  const referral = objectOf(value);
  return {
    referralSource: stringOf(referral['source']),
    referral: stringOf(referral['ref']),
    referralUrl: stringOf(referral['referer_uri']),
    adId: stringOf(referral['ad_id']),
    adTitle: stringOf(objectOf(referral['ads_context_data'])['ad_title']),
    productId:
      stringOf(objectOf(referral['product'])['id']) ??
      stringOf(objectOf(referral['ads_context_data'])['product_id']),
  };
}

/**
 * Messages (https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messages),
 * echoes of what the page sent, by whatever app, and deletions, which Instagram tells of.
 */
export function messageOf(raw: RawRecord, event: Event): Interaction {
  const message = objectOf(event.body['message']);
  const outbound = message['is_echo'] === true;
  const deleted = message['is_deleted'] === true;
  const items = arrayOf(message['attachments']).map(objectOf);
  const appId = stringOf(message['app_id']);
  const role = appId !== undefined && event.botAppIds.includes(appId) ? 'bot' : 'agent';
  const mid = stringOf(message['mid']);
  return interaction(manifest, raw, {
    account: event.page,
    objectId: mid ?? sha256(JSON.stringify(event.body)),
    revision: deleted ? Number.MAX_SAFE_INTEGER : 0,
    channel: event.channel,
    kind: 'message',
    event: deleted ? 'deleted' : outbound ? 'sent' : 'received',
    vendorEvent: outbound ? 'message_echoes' : 'messages',
    direction: outbound ? 'outbound' : 'inbound',
    state: deleted ? 'deleted' : 'active',
    occurredAt: event.time,
    conversation: event.person,
    text: deleted ? undefined : [stringOf(message['text']), ...items.map(wordsOf)].filter(Boolean).join('\n'),
    participants: outbound
      ? [company(event, true, role), customer(event, false)]
      : [customer(event, true), company(event, false)],
    attachments: deleted ? [] : filesOf(items),
    properties: {
      inReplyTo: stringOf(objectOf(message['reply_to'])['mid']),
      quickReply: stringOf(objectOf(message['quick_reply'])['payload']),
      appId,
      metadata: stringOf(message['metadata']),
      standby: event.standby ? 'yes' : undefined,
      unsupported: message['is_unsupported'] === true ? 'yes' : undefined,
      ...referralOf(message['referral']),
    },
  });
}

/** An edit has the same id and the whole new text. */
export function editOf(raw: RawRecord, event: Event): Interaction {
  const edit = objectOf(event.body['message_edit']);
  return interaction(manifest, raw, {
    account: event.page,
    objectId: stringOf(edit['mid']) ?? sha256(JSON.stringify(event.body)),
    revision: event.time ?? raw.receivedAt,
    channel: event.channel,
    kind: 'message',
    event: 'changed',
    vendorEvent: 'message_edits',
    direction: 'inbound',
    occurredAt: event.time,
    conversation: event.person,
    text: edit['text'],
    participants: [customer(event, true), company(event, false)],
    properties: { edits: stringOf(edit['num_edit']) },
  });
}

/** A button that the person pressed says its title. */
export function postbackOf(raw: RawRecord, event: Event): Interaction {
  const postback = objectOf(event.body['postback']);
  return interaction(manifest, raw, {
    account: event.page,
    objectId: stringOf(postback['mid']) ?? `postback/${sha256(JSON.stringify(event.body))}`,
    channel: event.channel,
    kind: 'message',
    event: 'received',
    vendorEvent: 'messaging_postbacks',
    direction: 'inbound',
    occurredAt: event.time,
    conversation: event.person,
    text: postback['title'] ?? postback['payload'],
    participants: [customer(event, true), company(event, false)],
    properties: {
      payload: stringOf(postback['payload']),
      standby: event.standby ? 'yes' : undefined,
      ...referralOf(postback['referral']),
    },
  });
}
