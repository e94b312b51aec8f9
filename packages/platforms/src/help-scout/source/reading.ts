import type { Attachment, Participant } from '@throughline/schemas';
import {
  arrayOf,
  attachment,
  emailIdentifier,
  identifier,
  objectOf,
  ownValue,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

/** Nothing that Help Scout sends names the company, and its ids are unique over all of them. */
export const ACCOUNT = 'helpscout';

const ROLES: Readonly<Record<string, 'customer' | 'agent' | 'bot'>> = {
  customer: 'customer',
  user: 'agent',
  team: 'agent',
  // AI agents and automations: https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/list-v3/
  system_user: 'bot',
};

/** `{id, type, first, last, email}` of version 2, `firstName` and `lastName` of version 1. Addresses are those that mail came from or staff wrote. */
export function personOf(
  person: Json,
  author: boolean,
  assumed?: 'customer' | 'user',
): Participant | undefined {
  const role = ownValue(ROLES, stringOf(person['type']) ?? assumed ?? '');
  const id = stringOf(person['id']);
  const email = emailIdentifier(stringOf(person['email']), true);
  if (role === undefined || (id === undefined && email.length === 0)) return undefined;
  const name = [person['first'] ?? person['firstName'], person['last'] ?? person['lastName']];
  const kind = role === 'customer' ? 'customer' : 'user';
  return participant({
    role,
    author,
    name: name.map(stringOf).filter(Boolean).join(' '),
    identifiers: [
      ...email,
      // Help Scout writes 0 for nobody.
      ...(id === undefined || id === '0' ? [] : [identifier(`helpscout-${kind}`, `${ACCOUNT}/${id}`, true)]),
    ],
  });
}

const valuesOf = (holder: Json, name: string): ReadonlyArray<string> =>
  arrayOf(objectOf(holder['_embedded'])[name] ?? holder[name]).flatMap(
    (entry) => stringOf(objectOf(entry)['value']) ?? stringOf(entry) ?? [],
  );

/** A customer record: https://developer.helpscout.com/mailbox-api/endpoints/customers/get/ */
export function customerOf(customer: Json, id: string, region: string): Participant {
  const address = objectOf(objectOf(customer['_embedded'])['address'] ?? customer['address']);
  return participant({
    role: 'customer',
    author: true,
    name: [customer['firstName'] ?? customer['first'], customer['lastName'] ?? customer['last']]
      .map(stringOf)
      .filter(Boolean)
      .join(' '),
    identifiers: [
      ...[stringOf(customer['email']), ...valuesOf(customer, 'emails')].flatMap((one) =>
        emailIdentifier(one, true),
      ),
      ...[stringOf(customer['phone']), ...valuesOf(customer, 'phones')].flatMap((one) =>
        phoneIdentifier(one, region, true),
      ),
      identifier('helpscout-customer', `${ACCOUNT}/${id}`, true),
    ],
    traits: {
      firstName: customer['firstName'],
      lastName: customer['lastName'],
      company: customer['organization'],
      jobTitle: customer['jobTitle'],
      location: customer['location'],
      city: address['city'],
      country: address['country'],
    },
  });
}

export const attachmentsOf = (thread: Json): ReadonlyArray<Attachment> =>
  arrayOf(objectOf(thread['_embedded'])['attachments'] ?? thread['attachments'])
    .map(objectOf)
    .map((file) => {
      const links = objectOf(file['_links']);
      return attachment({
        id: stringOf(file['id']) ?? null,
        name: stringOf(file['filename']) ?? stringOf(file['fileName']) ?? null,
        contentType: stringOf(file['mimeType']) ?? null,
        size: file['size'],
        url:
          stringOf(objectOf(links['web'])['href']) ??
          stringOf(objectOf(links['data'])['href']) ??
          stringOf(file['url']) ??
          null,
      });
    });
