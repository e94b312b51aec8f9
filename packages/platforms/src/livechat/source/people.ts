import type { Participant } from '@throughline/schemas';
import {
  arrayOf,
  emailIdentifier,
  identifier,
  objectOf,
  participant,
  stringOf,
  type Json,
} from '../../reading/index.ts';

/** Who takes part in a chat, by user id, as far as the delivery tells. */
export type Users = ReadonlyMap<string, Json>;

export const usersOf = (list: unknown): Users =>
  new Map(
    arrayOf(list)
      .map(objectOf)
      .flatMap((user) => {
        const id = stringOf(user['id']);
        return id === undefined ? [] : [[id, user] as const];
      }),
  );

const CUSTOMER_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Agents are known by their e-mail address, customers by a UUID, bots by any other id. */
export function roleOf(id: string, users: Users): 'customer' | 'agent' | 'bot' {
  const type = stringOf(users.get(id)?.['type']);
  if (type === 'customer') return 'customer';
  if (id.includes('@')) return 'agent';
  if (type === 'agent') return 'bot';
  return CUSTOMER_ID.test(id) ? 'customer' : 'bot';
}

const countryOf = (user: Json): Json => objectOf(objectOf(user['last_visit'])['geolocation']);

/** A customer says their own name and address, unless LiveChat knows the address to be proven. */
export function customerOf(account: string, user: Json, author: boolean): Participant {
  const id = stringOf(user['id']);
  const fields = arrayOf(user['session_fields']).map(objectOf);
  return participant({
    role: 'customer',
    author,
    name: user['name'],
    identifiers: [
      ...emailIdentifier(stringOf(user['email']), user['email_verified'] === true),
      ...(id === undefined ? [] : [identifier('livechat-customer', `${account}/${id}`, true)]),
    ],
    traits: {
      ...Object.assign({}, ...fields),
      city: countryOf(user)['city'],
      country: countryOf(user)['country_code'],
    },
  });
}

export function personOf(account: string, id: string, users: Users, author: boolean): Participant {
  const user = users.get(id) ?? { id };
  const role = roleOf(id, users);
  if (role === 'customer') return customerOf(account, user, author);
  return participant({
    role,
    author,
    name: user['name'],
    identifiers:
      role === 'bot'
        ? [identifier('livechat-bot', `${account}/${id}`, true)]
        : [...emailIdentifier(id, true), identifier('livechat-agent', `${account}/${id}`, true)],
  });
}

/** The chat's customer, where the delivery names one, for events that others write. */
export const customersOf = (account: string, users: Users): ReadonlyArray<Participant> =>
  [...users.keys()]
    .filter((id) => roleOf(id, users) === 'customer')
    .map((id) => personOf(account, id, users, false));
