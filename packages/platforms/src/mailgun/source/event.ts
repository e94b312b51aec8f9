import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import { parseAddresses } from '../../reading/address.ts';
import { firstField, lastField, type Form } from '../../reading/form.ts';
import {
  arrayOf,
  emailIdentifier,
  identifier,
  interaction,
  normalizeEmail,
  objectOf,
  ownValue,
  parseSeconds,
  participant,
  required,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';

/** What the recipient does; everything else is the doing of Mailgun or of the other server. */
const BY_RECIPIENT = new Set(['opened', 'clicked', 'unsubscribed', 'complained']);

const KNOWN = new Set([...BY_RECIPIENT, 'accepted', 'rejected', 'delivered', 'failed', 'stored']);

/** Message ids of events come without the angle brackets that they have in mails. */
function messageIdOf(data: Json): string | undefined {
  const id = stringOf(objectOf(objectOf(data['message'])['headers'])['message-id']);
  return id === undefined ? undefined : `<${id.replaceAll(/[<>]/g, '')}>`;
}

const domainIn = (text: string | undefined): string | undefined =>
  /@([^\s>]+)/.exec(text ?? '')?.[1]?.toLowerCase();

/** The sending domain: newer events name it; a message id that Mailgun made ends with it. */
const accountOf = (data: Json, messageId: string | undefined, from: string | undefined): string =>
  stringOf(objectOf(data['domain'])['name'])?.toLowerCase() ??
  domainIn(messageId) ??
  domainIn(from) ??
  'unknown';

function propertiesOf(data: Json, messageId: string | undefined): Record<string, string | undefined> {
  const delivery = objectOf(data['delivery-status']);
  const client = objectOf(data['client-info']);
  const place = objectOf(data['geolocation']);
  const tags = arrayOf(data['tags']).map(stringOf).filter(Boolean).join(', ');
  const variables = Object.entries(objectOf(data['user-variables'])).map(([name, value]) => [
    `variable:${name}`,
    stringOf(value) ?? JSON.stringify(value),
  ]);
  return {
    messageId,
    reason: stringOf(data['reason']) ?? stringOf(objectOf(data['reject'])['reason']),
    severity: stringOf(data['severity']),
    code: stringOf(delivery['code']),
    answer: stringOf(delivery['message']) || stringOf(delivery['description']),
    attempt: stringOf(delivery['attempt-no']),
    url: stringOf(data['url']),
    tags,
    client: [client['client-name'], client['client-os'], client['device-type']]
      .map(stringOf)
      .filter(Boolean)
      .join(', '),
    country: stringOf(place['country']),
    city: stringOf(place['city']),
    ...(Object.fromEntries(variables) as Record<string, string>),
  };
}

/** https://documentation.mailgun.com/docs/mailgun/user-manual/events/ */
export function readEvent(raw: RawRecord, body: Json): Interaction {
  const data = objectOf(body['event-data']);
  const event = required(data['event'], 'event-data.event');
  const headers = objectOf(objectOf(data['message'])['headers']);
  // A rejected message names its recipient in the header alone.
  const to = stringOf(data['recipient']) ?? parseAddresses(stringOf(headers['to']))[0]?.address;
  const recipient = normalizeEmail(to ?? '');
  const from = stringOf(headers['from']);
  const [sender] = parseAddresses(from);
  const messageId = messageIdOf(data);
  const byRecipient = BY_RECIPIENT.has(event);
  const known = KNOWN.has(event);
  const denied = recipient !== null && (event === 'unsubscribed' || event === 'complained');
  return interaction(manifest, raw, {
    account: accountOf(data, messageId, from),
    objectId: `event/${stringOf(data['id']) ?? sha256(JSON.stringify(data))}`,
    channel: 'email',
    kind: denied ? 'consent' : known ? 'status' : 'other',
    event: known ? event : 'other',
    vendorEvent: event,
    direction: !known ? 'none' : byRecipient ? 'inbound' : 'outbound',
    occurredAt: parseSeconds(data['timestamp']),
    conversation: messageId,
    subject: headers['subject'],
    text: known ? undefined : JSON.stringify(data),
    participants: [
      participant({
        role: 'customer',
        author: byRecipient,
        identifiers: emailIdentifier(recipient, true),
      }),
      ...(sender === undefined
        ? []
        : [
            participant({
              role: 'agent',
              author: known && !byRecipient,
              name: sender.name,
              identifiers: [identifier('company-email', sender.address, true)],
            }),
          ]),
    ],
    properties: propertiesOf(data, messageId),
    consents: denied
      ? [
          {
            identifierType: 'email',
            identifierValue: recipient,
            purpose: 'email',
            state: 'denied',
            trusted: true,
          },
        ]
      : [],
  });
}

/** The names that events had before 2018, which accounts with old webhooks still get as forms. */
const LEGACY: Readonly<Record<string, string>> = { bounced: 'failed', dropped: 'failed' };

/** An old event: a form with `event`, which a route's message never has. */
export function readLegacyEvent(raw: RawRecord, form: Form): Interaction | undefined {
  const event = firstField(form, 'event');
  if (event === undefined || form.fields.some(({ name }) => name === 'body-plain' || name === 'body-mime'))
    return undefined;
  const of = (name: string) => firstField(form, name);
  const messageId = (of('Message-Id') ?? of('message-id') ?? '').replaceAll(/[<>]/g, '');
  const timestamp = Number(lastField(form, 'timestamp'));
  const [recipient, url] = [of('recipient'), of('url')];
  const data = {
    event: ownValue(LEGACY, event) ?? event,
    // It has no id; the token is new with every attempt.
    id: sha256([event, messageId, recipient, url, timestamp].map(String).join('\n')),
    timestamp,
    recipient,
    url,
    reason: of('reason') ?? of('error') ?? of('description'),
    domain: { name: of('domain') },
    'delivery-status': { code: of('code'), message: of('notification') ?? of('error') },
    'client-info': { 'client-name': of('client-name'), 'device-type': of('device-type') },
    geolocation: { country: of('country'), city: of('city') },
    message: { headers: messageId === '' ? {} : { 'message-id': messageId } },
  };
  return readEvent(raw, { 'event-data': data });
}
