import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  attachment,
  interaction,
  objectOf,
  parseJson,
  parseTime,
  stringOf,
  type Fetched,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { consentsOf, consentsOfStatus } from './consent.ts';
import { addressOf, channelOf, company, customer } from './people.ts';

const NOTHING = new URLSearchParams();

/** The account of an API URL: a message that is gone names none itself. */
const accountIn = (url: string): string => /\/Accounts\/([^/?]+)\//.exec(url)?.[1] ?? 'unknown';

/**
 * A message as the account's list has it: the same message as its webhook, by account and SID. Of what was sent, only the list
 * tells the text.
 */
export function listedOf(raw: RawRecord, fetched: Fetched, region: string): Interaction {
  if (!fetched.found) {
    return interaction(manifest, raw, {
      account: accountIn(raw.url),
      objectId: fetched.objectId,
      revision: raw.receivedAt,
      channel: 'sms',
      kind: 'message',
      event: 'deleted',
      vendorEvent: 'gone',
      direction: 'none',
      state: 'deleted',
    });
  }
  const message = objectOf(parseJson(raw.body));
  const inbound = message['direction'] === 'inbound';
  const from = addressOf(stringOf(message['from']) ?? '', region);
  const to = addressOf(stringOf(message['to']) ?? '', region);
  const channel = channelOf(from, to);
  const [person, number] = inbound ? [from, to] : [to, from];
  const form = new URLSearchParams({ Body: stringOf(message['body']) ?? '' });
  const errorCode = stringOf(message['error_code']);
  return interaction(manifest, raw, {
    account: stringOf(message['account_sid']) ?? accountIn(raw.url),
    objectId: stringOf(message['sid']) ?? fetched.objectId,
    channel,
    kind: 'message',
    event: inbound ? 'received' : 'sent',
    vendorEvent: stringOf(message['direction']),
    direction: inbound ? 'inbound' : 'outbound',
    occurredAt: parseTime(message['date_sent']) ?? parseTime(message['date_created']),
    conversation: `${number.value}/${person.value}`,
    text: message['body'],
    participants: inbound
      ? [customer(person, number, true, NOTHING), company(number, false)]
      : [company(number, true), customer(person, number, false, NOTHING)],
    attachments: arrayOf(message['media_list'])
      .map(objectOf)
      .map((media) =>
        attachment({
          id: stringOf(media['sid']) ?? null,
          contentType: stringOf(media['content_type']) ?? null,
          url:
            stringOf(media['uri'])
              ?.replace(/\.json$/, '')
              .replace(/^\//, 'https://api.twilio.com/') ?? null,
        }),
      ),
    properties: {
      status: stringOf(message['status']),
      segments: stringOf(message['num_segments']),
      messagingServiceSid: stringOf(message['messaging_service_sid']),
      errorCode,
      error: stringOf(message['error_message']),
    },
    consents: inbound ? consentsOf(from, channel, form) : consentsOfStatus(to, channel, errorCode ?? null),
  });
}
