import type { ConsentStatement, Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  emailIdentifier,
  interaction,
  objectOf,
  ownValue,
  parseJson,
  parseSeconds,
  participant,
  sha256,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';

/** SendGrid does not say of which account an event is; its event ids are unique among all. */
const ACCOUNT = 'sendgrid';

interface Meaning {
  readonly kind: 'status' | 'consent';
  readonly event: string;
  readonly byRecipient: boolean;
  readonly consent?: 'granted' | 'denied';
}

const status = (event: string, byRecipient = false): Meaning => ({ kind: 'status', event, byRecipient });
const consent = (event: string, state: 'granted' | 'denied'): Meaning => ({
  kind: 'consent',
  event,
  byRecipient: true,
  consent: state,
});

/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ['processed', status('processed')],
  ['dropped', status('dropped')],
  ['deferred', status('deferred')],
  ['delivered', status('delivered')],
  ['bounce', status('bounced')],
  ['open', status('opened', true)],
  ['click', status('clicked', true)],
  ['spamreport', consent('complained', 'denied')],
  ['unsubscribe', consent('unsubscribed', 'denied')],
  ['group_unsubscribe', consent('unsubscribed', 'denied')],
  ['group_resubscribe', consent('resubscribed', 'granted')],
]);

const OWN = new Set(['email', 'timestamp', 'event', 'sg_event_id', 'sg_message_id', 'smtp-id', 'category']);

/** Before `.filter…` or `.recvd…` stands the id that the API answered when the mail was sent. */
const messageIdOf = (event: Json): string | undefined =>
  stringOf(event['sg_message_id'])?.split(/\.(?:filter|recvd)/, 1)[0];

function consentsOf(
  event: Json,
  state: 'granted' | 'denied' | undefined,
  groups: Json,
): ReadonlyArray<ConsentStatement> {
  const [email] = emailIdentifier(stringOf(event['email']), true);
  if (email === undefined || state === undefined) return [];
  const group = String(event['event']).startsWith('group_') ? stringOf(event['asm_group_id']) : undefined;
  const named = stringOf(ownValue(groups, group ?? ''));
  return [
    {
      identifierType: 'email',
      identifierValue: email.value,
      // Leaving one group says nothing of the others.
      purpose: group === undefined ? 'email' : (named ?? `email/${group}`),
      state,
      trusted: true,
    },
  ];
}

/** All that SendGrid and the sender's own arguments say of it, as text. */
function propertiesOf(event: Json): Record<string, string | undefined> {
  const category = event['category'];
  const rest = Object.entries(event)
    .filter(([name]) => !OWN.has(name))
    .map(([name, value]) => [
      name,
      typeof value === 'boolean' ? String(value) : (stringOf(value) ?? JSON.stringify(value)),
    ]);
  return {
    messageId: stringOf(event['smtp-id']),
    category: Array.isArray(category) ? category.map(String).join(', ') : stringOf(category),
    ...(Object.fromEntries(rest) as Record<string, string>),
  };
}

function readEvent(raw: RawRecord, event: Json, context: NormalizeContext): Interaction {
  const vendorEvent = stringOf(event['event']) ?? 'unknown';
  const meaning = MEANINGS.get(vendorEvent);
  const emails = emailIdentifier(stringOf(event['email']), true);
  return interaction(manifest, raw, {
    account: ACCOUNT,
    objectId: `event/${stringOf(event['sg_event_id']) ?? sha256(JSON.stringify(event))}`,
    channel: 'email',
    kind: meaning?.kind ?? 'other',
    event: meaning?.event ?? 'other',
    vendorEvent,
    direction: meaning === undefined ? 'none' : meaning.byRecipient ? 'inbound' : 'outbound',
    occurredAt: parseSeconds(event['timestamp']),
    conversation: messageIdOf(event),
    subject: event['subject'],
    text: meaning === undefined ? JSON.stringify(event) : undefined,
    participants:
      emails.length === 0
        ? []
        : [
            participant({
              role: 'customer',
              author: meaning?.byRecipient === true,
              identifiers: emails,
            }),
          ],
    properties: propertiesOf(event),
    consents: consentsOf(event, meaning?.consent, objectOf(context.settings['unsubscribeGroups'])),
  });
}

/** One POST holds a list of events. */
export function readEvents(raw: RawRecord, context: NormalizeContext): ReadonlyArray<Interaction> {
  const body = parseJson(raw.body);
  const events = Array.isArray(body) ? body : [body];
  return events.map((event) => readEvent(raw, objectOf(event), context));
}
