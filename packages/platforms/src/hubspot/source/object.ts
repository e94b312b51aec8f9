import type { Participant } from '@throughline/schemas';
import type { NormalizeContext } from '../../contract.ts';
import {
  arrayOf,
  emailIdentifier,
  identifier,
  objectOf,
  parseTime,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { objectTypes, type TypeName } from './objects.ts';

/** An object as the API gives it: `{ id, properties, createdAt, updatedAt, archived, associations }`. */
export interface Fetched {
  readonly account: string;
  readonly type: TypeName;
  readonly id: string;
  readonly change: string;
  readonly object: Json;
  readonly properties: Json;
}

/** Agents and the company's own systems write a CRM's records: what stands in them is the company's word. */
export function contactOf(fetched: Fetched, context: NormalizeContext): Participant {
  const { account, id, properties: of } = fetched;
  const additional = (stringOf(of['hs_additional_emails']) ?? '').split(';').slice(0, 5);
  // Whoever was merged into this contact is the same person: agents said so.
  const merged = (stringOf(of['hs_merged_object_ids']) ?? '').split(';').filter(Boolean).slice(0, 5);
  return participant({
    role: 'customer',
    author: true,
    name: [of['firstname'], of['lastname']].map(stringOf).filter(Boolean).join(' '),
    identifiers: [
      ...emailIdentifier(stringOf(of['email']), true),
      ...additional.flatMap((one) => emailIdentifier(one, true)),
      ...phoneIdentifier(stringOf(of['phone']), context.region, true),
      ...phoneIdentifier(stringOf(of['mobilephone']), context.region, true),
      identifier('hubspot-contact', `${account}/${id}`, true),
      ...merged.map((one) => identifier('hubspot-contact', `${account}/${one.trim()}`, true)),
    ],
    traits: {
      firstName: of['firstname'],
      lastName: of['lastname'],
      company: of['company'],
      jobTitle: of['jobtitle'],
      city: of['city'],
      state: of['state'],
      country: of['country'],
      website: of['website'],
      language: of['hs_language'],
      lifecycleStage: of['lifecyclestage'],
      leadStatus: of['hs_lead_status'],
    },
  });
}

/** Contacts that the object is associated with; its own fields rarely say whom it is about. */
export function associatedContacts(fetched: Fetched, author: boolean): ReadonlyArray<Participant> {
  const results = arrayOf(objectOf(objectOf(fetched.object['associations'])['contacts'])['results']);
  const ids = [...new Set(results.flatMap((one) => stringOf(objectOf(one)['id']) ?? []))].slice(0, 20);
  return ids.map((id, index) =>
    participant({
      role: 'customer',
      author: author && index === 0,
      identifiers: [identifier('hubspot-contact', `${fetched.account}/${id}`, true)],
    }),
  );
}

export const ownerOf = (fetched: Fetched, author: boolean): ReadonlyArray<Participant> => {
  const owner = stringOf(fetched.properties['hubspot_owner_id']);
  return owner === undefined
    ? []
    : [
        participant({
          role: 'agent',
          author,
          identifiers: [identifier('hubspot-owner', `${fetched.account}/${owner}`, true)],
        }),
      ];
};

/** What every reading of an object has in common. */
export function frame(fetched: Fetched) {
  const { account, type, id, object, properties, change } = fetched;
  const updated =
    parseTime(properties[objectTypes[type].modified]) ?? parseTime(object['updatedAt']) ?? undefined;
  return {
    account,
    objectId: `${type}/${id}`,
    revision: updated ?? 0,
    channel: 'crm',
    event: change === 'created' ? 'created' : 'changed',
    vendorEvent: `${type}.${change}`,
    direction: 'none' as const,
    state: object['archived'] === true ? ('deleted' as const) : ('active' as const),
    occurredAt:
      parseTime(properties[objectTypes[type].dated]) ??
      parseTime(properties['hs_createdate'] ?? properties['createdate'] ?? object['createdAt']),
    link: `https://app.hubspot.com/contacts/${account}/record/${objectTypes[type].typeId}/${id}`,
  };
}
