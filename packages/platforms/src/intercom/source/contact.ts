import type { ConsentStatement, Interaction } from '@throughline/schemas';
import {
  arrayOf,
  emailIdentifier,
  identifier,
  interaction,
  objectOf,
  participant,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { phones, timeOf, type Notified } from './reading.ts';

const isLead = (contact: Json): boolean =>
  contact['role'] === 'lead' || contact['type'] === 'lead' || contact['anonymous'] === true;

type Channel = 'email' | 'sms';

function statement(
  contact: Json,
  region: string,
  channel: Channel,
  purpose: string,
  state: string,
): ReadonlyArray<ConsentStatement> {
  const [address] =
    channel === 'email' ? emailIdentifier(stringOf(contact['email']), true) : phones(contact, region, true);
  if (address === undefined) return [];
  return [{ identifierType: address.type, identifierValue: address.value, purpose, state, trusted: true }];
}

/** A contact who unsubscribed of everything, or whom a topic says to have subscribed or unsubscribed to something. */
function consentsOf(
  { topic, context }: Notified,
  item: Json,
  contact: Json,
): ReadonlyArray<ConsentStatement> {
  const { region } = context;
  const state = /unsubscribe/.test(topic) ? 'denied' : /subscribe/.test(topic) ? 'granted' : undefined;
  const subscriptions = arrayOf(objectOf(item['subscription_types'])['data']).map(objectOf);
  const granular =
    state === undefined
      ? []
      : subscriptions.flatMap((subscription) => {
          const name =
            stringOf(objectOf(subscription['default_translation'])['name']) ?? stringOf(subscription['id']);
          return arrayOf(subscription['content_types']).flatMap((type) => {
            const channel: Channel = stringOf(type)?.startsWith('sms') === true ? 'sms' : 'email';
            return statement(contact, region, channel, `${channel}: ${name}`, state);
          });
        });
  return [
    ...(contact['unsubscribed_from_emails'] === true
      ? statement(contact, region, 'email', 'email', 'denied')
      : []),
    ...(contact['unsubscribed_from_emails'] === false && state === 'granted' && subscriptions.length === 0
      ? statement(contact, region, 'email', 'email', 'granted')
      : []),
    ...(contact['unsubscribed_from_sms'] === true
      ? statement(contact, region, 'sms', 'sms', 'denied')
      : contact['sms_consent'] === true
        ? statement(contact, region, 'sms', 'sms', 'granted')
        : []),
    ...granular,
  ];
}

/**
 * A contact, alone or inside what happened to it (a tag, a subscription). Leads say their address themselves; a user's is set by
 * the company's own software or staff.
 * @param item what holds the contact, or the contact itself
 */
export function readContact(notified: Notified, item: Json, contact: Json): Interaction {
  const { raw, account, topic, time, context } = notified;
  const id = required(contact['id'], 'contact.id');
  const deleted = contact['deleted'] === true || /\.(deleted|archived)$/.test(topic);
  const verified = !isLead(contact);
  const location = objectOf(contact['location'] ?? contact['location_data']);
  const updated = timeOf(contact['updated_at']);
  const tag = stringOf(objectOf(item['tag'])['name']);
  return interaction(manifest, raw, {
    account,
    objectId: `contact/${id}`,
    revision: (deleted ? time : updated) ?? updated ?? time ?? raw.receivedAt,
    channel: 'chat',
    kind: 'record',
    event: deleted
      ? 'deleted'
      : /\.created$|signed_up$/.test(topic) && tag === undefined
        ? 'created'
        : 'changed',
    vendorEvent: topic || 'contact',
    direction: 'none',
    state: deleted ? 'deleted' : 'active',
    occurredAt: deleted ? time : (updated ?? time),
    participants: [
      participant({
        role: 'customer',
        author: true,
        name: contact['name'] ?? contact['pseudonym'],
        identifiers: [
          ...emailIdentifier(stringOf(contact['email']), verified),
          ...phones(contact, context.region, verified),
          identifier('intercom-contact', `${account}/${id}`, true),
        ],
        traits: {
          role: contact['role'],
          externalId: contact['external_id'] ?? contact['user_id'],
          language: contact['language_override'] ?? contact['browser_language'],
          city: location['city'] ?? location['city_name'],
          country: location['country'] ?? location['country_name'],
          company: objectOf(arrayOf(objectOf(contact['companies'])['companies'])[0])['name'],
        },
      }),
    ],
    consents: consentsOf(notified, item, contact),
    link: `https://app.intercom.com/a/apps/${account}/users/${id}`,
    properties: {
      tag,
      hardBounced: contact['has_hard_bounced'] === true ? 'true' : undefined,
      markedAsSpam: contact['marked_email_as_spam'] === true ? 'true' : undefined,
    },
  });
}
