import type { Identifier, Participant } from '@throughline/schemas';
import {
  emailIdentifier,
  identifier,
  objectOf,
  participant,
  phoneIdentifier,
  stringOf,
  type Json,
} from '../../reading/index.ts';

const ROLES: Readonly<Record<string, 'customer' | 'agent' | 'bot'>> = {
  customer: 'customer',
  external: 'customer',
  agent: 'agent',
  user: 'agent',
  bot: 'bot',
  botflow: 'bot',
};

/** Customers and agents by the purpose that Genesys gives them; queues, menus and voicemail boxes are the system. */
export const roleOf = (person: Json): 'customer' | 'agent' | 'bot' | 'system' =>
  ROLES[(stringOf(person['purpose']) ?? '').toLowerCase()] ?? 'system';

const NUMBER = /^\+?[\d\s().-]{5,20}$/;

/** `tel:+1…`, `sip:+1…@host;…`, an e-mail address, or an id that names nobody outside Genesys. */
export function addressIdentifiers(address: unknown, region: string): ReadonlyArray<Identifier> {
  const text = stringOf(address) ?? '';
  const bare = text.replace(/^(tel|sip|sips):/i, '');
  const isSip = /^sips?:/i.test(text);
  const user = isSip ? (bare.split(/[@;]/, 1)[0] ?? '') : bare;
  if (NUMBER.test(user)) return phoneIdentifier(user, region, true);
  return isSip ? [] : emailIdentifier(bare, false);
}

const idOf = (value: unknown): string | undefined => stringOf(objectOf(value)['id']);

/** Communications name the outside party's address as well: `{addressNormalized, addressRaw, name}`. */
function addressesOf(person: Json, media: Json): ReadonlyArray<unknown> {
  const other = objectOf(media['other']);
  const self = objectOf(media['self']);
  const from = objectOf(media['fromAddress']);
  return [
    person['ani'],
    person['address'],
    self['addressNormalized'],
    from['addressNormalized'],
    ...(person['purpose'] === 'external' ? [other['addressNormalized']] : []),
  ];
}

/**
 * @param media the person's communication, where the conversation tells it
 * @param outbound who is called has the number that was dialled; the other one is ours
 */
export function personOf(
  account: string,
  person: Json,
  media: Json,
  told: { readonly region: string; readonly author: boolean; readonly outbound: boolean },
): Participant {
  const role = roleOf(person);
  const userId = stringOf(person['userId']) ?? idOf(person['user']);
  const contactId = stringOf(person['externalContactId']) ?? idOf(person['externalContact']);
  const name = stringOf(person['name']);
  if (role !== 'customer') {
    return participant({
      role,
      author: told.author,
      name,
      identifiers: userId === undefined ? [] : [identifier('genesys-user', `${account}/${userId}`, true)],
    });
  }
  // On the way out the caller's number is our own.
  const addresses = addressesOf(person, media).slice(told.outbound ? 1 : 0);
  const found = addresses.flatMap((address) => addressIdentifiers(address, told.region));
  return participant({
    role,
    author: told.author,
    name,
    identifiers: [
      ...new Map(found.map((one) => [one.value, one])).values(),
      ...(contactId === undefined
        ? []
        : [identifier('genesys-external-contact', `${account}/${contactId}`, true)]),
    ],
  });
}
