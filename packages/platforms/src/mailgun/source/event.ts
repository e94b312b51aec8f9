import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  emailIdentifier,
  identifier,
  interaction,
  normalizeEmail,
  objectOf,
  parseSeconds,
  participant,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';

/** https://documentation.mailgun.com/docs/mailgun/user-manual/events/ */
export function readEvent(raw: RawRecord, body: Json): Interaction {
  const data = objectOf(body['event-data']);
  const event = required(data['event'], 'event-data.event');
  const headers = objectOf(objectOf(data['message'])['headers']);
  const recipient = normalizeEmail(stringOf(data['recipient']) ?? '');
  const from = stringOf(headers['from']);
  const denied = recipient !== null && (event === 'unsubscribed' || event === 'complained');
  const messageId = stringOf(headers['message-id']);
  return interaction(manifest, raw, {
    account: /@([^\s>]+)/.exec(from ?? messageId ?? '')?.[1]?.toLowerCase() ?? 'unknown',
    objectId: `event/${required(data['id'], 'event-data.id')}`,
    channel: 'email',
    kind: denied ? 'consent' : 'status',
    event,
    vendorEvent: event,
    // Opening and clicking is the customer's doing, delivering the company's.
    direction: ['opened', 'clicked', 'unsubscribed', 'complained'].includes(event) ? 'inbound' : 'outbound',
    occurredAt: parseSeconds(data['timestamp']),
    conversation: messageId,
    subject: headers['subject'],
    participants: [
      participant({ role: 'customer', author: true, identifiers: emailIdentifier(recipient, true) }),
      ...(from === undefined
        ? []
        : [
            participant({
              role: 'agent',
              identifiers: [identifier('company-email', from.toLowerCase(), true)],
            }),
          ]),
    ],
    properties: {
      messageId,
      reason: stringOf(data['reason']),
      severity: stringOf(data['severity']),
      url: stringOf(data['url']),
    },
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
