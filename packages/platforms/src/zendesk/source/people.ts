import type { Interaction, Participant } from '@throughline/schemas';
import type { RawRecord } from '@throughline/raw';
import type { NormalizeContext } from '../../contract.ts';
import {
  arrayOf,
  emailIdentifier,
  identifier,
  interaction,
  objectOf,
  parseTime,
  participant,
  phoneIdentifier,
  required,
  stringOf,
  type Json,
} from '../../reading/index.ts';
import { manifest } from '../manifest.ts';

/** Events name users by id only; the account makes the id one person's. */
export const user = (
  account: string,
  id: string,
  role: 'customer' | 'agent',
  author: boolean,
  name?: unknown,
): Participant =>
  participant({ role, author, name, identifiers: [identifier('zendesk-user', `${account}/${id}`, true)] });

/** Roles of users: end-user, agent, admin. */
export const roleOf = (user: Json): 'customer' | 'agent' =>
  user['role'] === undefined || user['role'] === 'end-user' ? 'customer' : 'agent';

/** A user as the API gives it: https://developer.zendesk.com/api-reference/ticketing/users/users/ */
function userOf(person: Json, account: string, region: string, author: boolean): Participant {
  const id = stringOf(person['id']);
  // A shared number names a household or a company, not a person.
  const phone = person['shared_phone_number'] === true ? undefined : stringOf(person['phone']);
  return participant({
    role: roleOf(person),
    author,
    name: person['name'],
    identifiers: [
      ...emailIdentifier(stringOf(person['email']), true),
      ...phoneIdentifier(phone, region, true),
      ...(id === undefined ? [] : [identifier('zendesk-user', `${account}/${id}`, true)]),
    ],
    traits: {
      role: person['role'],
      locale: person['locale'],
      timeZone: person['time_zone'],
      externalId: person['external_id'],
      organization: person['organization_id'],
      tags: arrayOf(person['tags']).map(stringOf).filter(Boolean).join(', '),
    },
  });
}

/** The users that came along, by id. */
export const usersOf = (body: Json): ReadonlyMap<string, Json> =>
  new Map(
    arrayOf(body['users'])
      .map(objectOf)
      .map((person) => [stringOf(person['id']) ?? '', person]),
  );

/** The user of an id, as whole as what came along tells. */
export function personOf(
  id: string,
  users: ReadonlyMap<string, Json>,
  account: string,
  region: string,
  author: boolean,
): Participant {
  const person = users.get(id);
  return person === undefined
    ? user(account, id, 'customer', author)
    : userOf(person, account, region, author);
}

/** A user's record, as the API gives it or as an event tells of it. */
export function readUser(
  raw: RawRecord,
  person: Json,
  told: {
    readonly account: string;
    readonly type: string;
    readonly time: number | null;
    readonly event: Json;
  },
  context: NormalizeContext,
): Interaction {
  const { account, type, time, event } = told;
  const id = required(person['id'], 'user.id');
  const inactive =
    type.endsWith('active_changed') && (event['current'] === false || event['current'] === 'false');
  const deleted = /\.(deleted|permanently_deleted)$/.test(type) || inactive || person['active'] === false;
  const identity = objectOf(event['identity']);
  const changed = Math.max(parseTime(person['updated_at']) ?? 0, time ?? 0);
  const whole = {
    ...person,
    ...(type.endsWith('name_changed') ? { name: event['current'] } : {}),
    ...(identity['type'] === 'phone_number' ? { phone: identity['value'] } : {}),
  };
  const one = userOf(whole, account, context.region, true);
  const further =
    identity['type'] === 'email'
      ? emailIdentifier(stringOf(identity['value']), identity['verified'] === true)
      : [];
  const subdomain = stringOf(context.settings['subdomain']);
  return interaction(manifest, raw, {
    account,
    objectId: `user/${id}`,
    revision: changed === 0 ? raw.receivedAt : changed,
    channel: 'crm',
    kind: 'record',
    event: deleted ? 'deleted' : type.endsWith('.created') ? 'created' : 'changed',
    vendorEvent: type || 'user',
    direction: 'none',
    state: deleted ? 'deleted' : 'active',
    occurredAt: time ?? parseTime(person['updated_at']),
    participants: [{ ...one, identifiers: [...one.identifiers, ...further] }],
    link: subdomain === undefined ? undefined : `https://${subdomain}.zendesk.com/agent/users/${id}`,
    properties: {
      current: stringOf(event['current']),
      previous: stringOf(event['previous']),
      mergedInto: stringOf(objectOf(event['user'])['id']) ?? stringOf(event['target_user_id']),
    },
  });
}
