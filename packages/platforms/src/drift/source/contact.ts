import type { Interaction } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import {
  arrayOf,
  emailIdentifier,
  identifier,
  interaction,
  objectOf,
  participant,
  phoneIdentifier,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';
import { accountOf, timeOf } from './message.ts';

const PREFIX = 'attributes.';

/** `contact_updated` tells what changed; the API and `contact_identified` tell all: https://devdocs.drift.com/docs/contact-update-subscriptions */
function attributesOf(contact: Json): Json {
  const changes = arrayOf(contact['diff']).map(objectOf);
  const changed = changes.flatMap((change) => {
    const name = stringOf(change['name']) ?? '';
    return name === ''
      ? []
      : [[name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name, change['updated']] as const];
  });
  return { ...objectOf(contact['attributes']), ...Object.fromEntries(changed) };
}

/** Traits that Drift keeps for itself. */
const OWN = /^(_|events$|tags$|socialProfiles$|start_date$|last_active$|last_contacted$)/;

/** A contact as it is now. Contacts say their address in the chat: it is their claim. */
export function readContact(
  raw: RawRecord,
  organization: unknown,
  contact: Json,
  told: { readonly vendorEvent: string; readonly region: string },
): Interaction {
  const account = accountOf(contact['orgId'] ?? organization);
  const id = required(contact['id'] ?? contact['endUserId'] ?? contact['contactId'], 'data.id');
  const attributes = attributesOf(contact);
  const changedAt = timeOf(contact['timestamp']);
  const traits = Object.fromEntries(Object.entries(attributes).filter(([name]) => !OWN.test(name)));
  return interaction(manifest, raw, {
    account,
    objectId: `contact/${id}`,
    revision: changedAt ?? raw.receivedAt,
    channel: 'crm',
    kind: 'record',
    event: told.vendorEvent === 'contact_identified' ? 'identified' : 'changed',
    vendorEvent: told.vendorEvent,
    direction: 'none',
    occurredAt: changedAt,
    participants: [
      participant({
        role: 'customer',
        author: true,
        name: attributes['name'],
        identifiers: [
          ...emailIdentifier(stringOf(attributes['email']), false),
          ...phoneIdentifier(stringOf(attributes['phone']), told.region, false),
          identifier('drift-contact', `${account}/${id}`, true),
        ],
        traits: {
          ...traits,
          firstName: attributes['first_name'] ?? attributes['firstName'],
          lastName: attributes['last_name'] ?? attributes['lastName'],
          company: attributes['company'] ?? attributes['employment_name'],
        },
      }),
    ],
    link: `https://app.drift.com/contacts/${encodeURIComponent(id)}`,
  });
}
